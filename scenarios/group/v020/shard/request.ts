// A request to a shard of the caller's node: sent with a monitor, and answered once. A caller that has timed out gets no reply,
// but the request is performed nevertheless.

import { demonitor, monitor, P, receive, self, send } from "heddle";
import type { DownMessage } from "heddle";

import type { Instance } from "../instance.ts";
import { textOf } from "../reason.ts";
import type { Alias, Reply, Request, Result, Wish } from "../protocol.ts";

/** No reply: the shard timed out, was dead, or died. In v0.2.0 the caller exits. */
export class RequestFailed extends Error {
  override readonly name = "RequestFailed";
  readonly reason: string;

  constructor(reason: string) {
    super(`The shard did not answer: ${reason}.`);
    this.reason = reason;
  }
}

/** Sends a request to a shard and waits for the reply. */
export async function ask(instance: Instance, index: number, wish: Wish, timeout: number): Promise<Result> {
  return (await begin(instance, index, wish))(timeout);
}

/** Sends a request to a shard. @returns a function that waits for the reply */
export async function begin(
  { shards }: Instance,
  index: number,
  wish: Wish,
): Promise<(timeout: number) => Promise<Result>> {
  const shard = shards[index];
  if (shard === undefined) throw new RequestFailed("noproc");
  const alias: Alias = { isOpen: true };
  const ref = await monitor(shard);
  await send(shard, { kind: "request", from: self(), alias, wish } satisfies Request);
  return async (timeout) => {
    const isAnswer = (message: unknown): boolean =>
      (message as Reply).alias === alias || (message as DownMessage).ref === ref;
    const found = await receive<Reply | DownMessage>(P.when(isAnswer), { timeout });
    alias.isOpen = false;
    if (found?.kind === "group_reply") {
      await demonitor(ref);
      return found.result;
    }
    if (found === undefined) await demonitor(ref);
    throw new RequestFailed(found === undefined ? "timeout" : textOf(found.reason));
  };
}
