// The caller of a request, for replying later.

import { UsageError } from "../../errors.ts";
import { Request } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";

/** The receiver of a reply. */
export interface From<Reply> {
  /** The actor that called. */
  readonly caller: Pid;
  /** Never set: it carries the type. */
  readonly replyType?: (reply: Reply) => void;
}

/**
 * Replies to a call, from any actor. Each call takes one reply; further ones, and one after the time-out, are dropped.
 * `GenServer.reply/2` in Elixir.
 * @throws UsageError (`not-a-from`)
 */
export function reply<Reply>(from: From<Reply>, value: Reply): void {
  if (!(from instanceof Request)) {
    throw new UsageError("GenServer.reply takes the `from` argument of handleCall and the reply.", {
      code: "not-a-from",
    });
  }
  from.reply(value);
}
