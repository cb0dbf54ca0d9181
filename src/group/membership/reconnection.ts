// Reconnecting to nodes whose links were closed because they refused a message: such a link is restored only on
// request. A node that is lost for another reason is not reconnected.

import { messageLater, stopTimer } from "../../kernel/index.ts";
import type { Task } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import type { Instance } from "../instance/instance.ts";
import { connectedNodes, reconnect, watchNodes } from "../instance/node-names.ts";
import { serverModuleOf } from "../instance/server-module.ts";
import type { InstanceServerModule } from "../instance/server-module.ts";

/** The messages of the server: from shards, from its node, from its own timers. */
interface ReconnectionMessage {
  readonly kind: "busy" | "nodeUp" | "nodeDown" | "retry";
  readonly node: string;
}

/** The server module that reconnects nodes. */
export const reconnectionModule: InstanceServerModule<ReconnectionMessage> = serverModuleOf((instance, actor) => {
  watchNodes();
  instance.touchServers(Access.write);
  instance.reconnection = actor;
  return new ReconnectionServer(instance);
});

/** The nodes to reconnect to. */
class ReconnectionServer {
  readonly #instance: Instance;
  /** The remaining attempts for each node, and the timer of the next. */
  readonly #retries = new Map<string, { readonly left: number; readonly timer: Task }>();

  constructor(instance: Instance) {
    this.#instance = instance;
  }

  handle({ kind, node }: ReconnectionMessage): void {
    const retry = this.#retries.get(node);
    switch (kind) {
      case "busy":
        if (retry !== undefined) return;
        this.#instance.log("info", `the link to ${node} is busy: closed, to be reconnected`);
        this.#schedule(node, this.#instance.config.busyDistRetryAttempts);
        break;
      case "nodeUp":
        // The notification of a connection that was closed since may arrive late.
        if (retry !== undefined && connectedNodes().includes(node)) this.#finish(node, retry.timer);
        break;
      case "retry":
        if (retry === undefined) return;
        if (reconnect(node)) this.#finish(node, retry.timer);
        else if (retry.left > 1) this.#schedule(node, retry.left - 1);
        else {
          this.#retries.delete(node);
          this.#instance.log("info", `gave up reconnecting to ${node}`);
        }
        break;
      case "nodeDown":
        // Either the link was closed for being busy, which is known already, or it is lost.
        break;
    }
  }

  #schedule(node: string, left: number): void {
    const delay = this.#instance.config.busyDistRetryInterval;
    const timer = messageLater({ kind: "retry", node } satisfies ReconnectionMessage, { label: `call ${node}`, delay });
    this.#retries.set(node, { left, timer });
  }

  #finish(node: string, timer: Task): void {
    stopTimer(timer);
    this.#retries.delete(node);
    this.#instance.log("info", `reconnected to ${node}`);
  }
}
