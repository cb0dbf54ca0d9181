// The membership server as a supervised server module.

import { actingActor, spare } from "../../kernel/index.ts";
import type { Actor } from "../../kernel/index.ts";
import type { ServerModule } from "../../otp/index.ts";
import { failOnError } from "../instance/fail-on-error.ts";
import type { Instance } from "../instance/instance.ts";
import { MembershipServer } from "./membership.ts";
import type { MembershipMessage } from "./membership.ts";

interface MembershipProtocol {
  info: MembershipMessage;
}

interface State {
  readonly actor: Actor;
  readonly server: MembershipServer;
}

/** The server module that connects the node of an instance. */
export const membershipModule: ServerModule<MembershipProtocol, State, Instance> = {
  init(instance) {
    const actor = actingActor();
    spare(actor);
    const server = new MembershipServer(instance, actor);
    server.open();
    return { state: { actor, server } };
  },
  handleInfo(message, state) {
    if (message.kind === "down" || message.kind === "exit") return { state };
    failOnError(state.actor, () => {
      state.server.handle(message);
    });
    return { state };
  },
};
