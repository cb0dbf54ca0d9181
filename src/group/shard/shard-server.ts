// A shard as a supervised server module.

import { actingActor, spare, trapExit } from "../../kernel/index.ts";
import type { Actor } from "../../kernel/index.ts";
import type { ServerModule } from "../../otp/index.ts";
import { failOnError } from "../instance/fail-on-error.ts";
import type { Instance } from "../instance/instance.ts";
import { joinNetwork } from "../instance/node-names.ts";
import { nameOf } from "../replication/peer.ts";
import { Shard } from "./shard.ts";
import type { ShardMessage } from "../replication/messages.ts";

/** The shard to start. */
export interface ShardPlan {
  readonly instance: Instance;
  readonly index: number;
}

interface State {
  readonly actor: Actor;
  readonly shard: Shard;
}

interface ShardProtocol {
  info: ShardMessage;
}

/** The server module of a shard. */
export const shardModule: ServerModule<ShardProtocol, State, ShardPlan> = {
  async init({ index, instance }) {
    const actor = actingActor();
    spare(actor);
    await trapExit(true);
    await joinNetwork(nameOf(instance.name, index));
    const shard = new Shard(instance, index, actor);
    shard.open();
    return { state: { actor, shard } };
  },
  handleInfo(message, state) {
    if (message.kind === "exit") return { state };
    failOnError(state.actor, () => {
      state.shard.handle(message);
    });
    return { state };
  },
  terminate: (_reason, { shard }) => {
    shard.close();
  },
};
