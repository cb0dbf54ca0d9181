// The server module shared by the membership and reconnection servers of an instance.

import { actingActor, spare } from "../../kernel/index.ts";
import type { Actor } from "../../kernel/index.ts";
import type { ServerModule } from "../../otp/index.ts";
import { failOnError } from "./fail-on-error.ts";
import type { Instance } from "./instance.ts";

/** Handles the messages of a server, each in one step. */
interface MessageHandler<Message> {
  handle(message: Message): void;
}

/** A server module that restarts with an instance. */
export type InstanceServerModule<Message> = ServerModule<{ info: Message }, State<Message>, Instance>;

interface State<Message> {
  readonly actor: Actor;
  readonly server: MessageHandler<Message>;
}

/** A server module that handles every message except downs and exits. @param open starts the server in its actor */
export function serverModuleOf<Message extends { readonly kind: string }>(
  open: (instance: Instance, actor: Actor) => MessageHandler<Message>,
): InstanceServerModule<Message> {
  return {
    init(instance) {
      const actor = actingActor();
      spare(actor);
      return { state: { actor, server: open(instance, actor) } };
    },
    handleInfo(message, state) {
      if (message.kind === "down" || message.kind === "exit") return { state };
      failOnError(state.actor, () => {
        state.server.handle(message as Message);
      });
      return { state };
    },
  };
}
