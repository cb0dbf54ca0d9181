// Calling nodes back whose links were given up because they refused a message: a link that was given up comes back only when
// somebody asks for it. A node that is lost otherwise is not called.

import { actingActor, messageLater, spare, stopTimer } from "../../kernel/index.ts";
import type { Actor, Task } from "../../kernel/index.ts";
import type { ServerModule } from "../../otp/index.ts";
import { Access } from "../../trace/index.ts";
import { failOnError } from "../instance/fail-on-error.ts";
import type { Instance } from "../instance/instance.ts";
import { callBack, connectedNodes, watchNodes } from "../instance/node-names.ts";

/** What the server is told: by shards, by its node, by its own timers. */
interface ReconnectionMessage {
  readonly kind: "busy" | "nodeup" | "nodedown" | "retry";
  readonly node: string;
}

interface ReconnectionProtocol {
  info: ReconnectionMessage;
}

interface State {
  readonly actor: Actor;
  readonly server: ReconnectionServer;
}

/** The server that calls nodes back. */
export const reconnectionModule: ServerModule<ReconnectionProtocol, State, Instance> = {
  init(instance) {
    const actor = actingActor();
    spare(actor);
    watchNodes();
    instance.touchServers(Access.write);
    instance.reconnection = actor;
    return { state: { actor, server: new ReconnectionServer(instance) } };
  },
  handleInfo(message, state) {
    if (message.kind !== "down" && message.kind !== "exit") {
      failOnError(state.actor, () => {
        state.server.handle(message);
      });
    }
    return { state };
  },
};

/** The nodes that are called back. */
class ReconnectionServer {
  readonly #instance: Instance;
  /** How many calls are left for each, and the timer of the next. */
  readonly #calls = new Map<string, { readonly left: number; readonly timer: Task }>();

  constructor(instance: Instance) {
    this.#instance = instance;
  }

  handle({ kind, node }: ReconnectionMessage): void {
    const call = this.#calls.get(node);
    switch (kind) {
      case "busy":
        if (call !== undefined) return;
        this.#instance.log("info", `the link to ${node} is busy: given up, to be called back`);
        this.#wait(node, this.#instance.config.busyDistRetryAttempts);
        break;
      case "nodeup":
        // Word of a connection that was given up since may come late.
        if (call !== undefined && connectedNodes().includes(node)) this.#forget(node, call.timer);
        break;
      case "retry":
        if (call === undefined) return;
        if (callBack(node)) this.#forget(node, call.timer);
        else if (call.left > 1) this.#wait(node, call.left - 1);
        else {
          this.#calls.delete(node);
          this.#instance.log("info", `${node} is not called back any more`);
        }
        break;
      case "nodedown":
        // Whether the link was cut for being busy, or is lost: the first is known already.
        break;
    }
  }

  #wait(node: string, left: number): void {
    const delay = this.#instance.config.busyDistRetryInterval;
    const timer = messageLater({ kind: "retry", node } satisfies ReconnectionMessage, { label: `call ${node}`, delay });
    this.#calls.set(node, { left, timer });
  }

  #forget(node: string, timer: Task): void {
    stopTimer(timer);
    this.#calls.delete(node);
    this.#instance.log("info", `${node} is back`);
  }
}
