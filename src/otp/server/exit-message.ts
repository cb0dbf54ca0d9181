// Recognizing an EXIT among other messages.

import type { ExitMessage } from "../../kernel/index.ts";
import { Pid } from "../../trace/index.ts";

/** Whether a message is the EXIT of a linked actor, of `pid` if that is given. */
export function isExit(message: unknown, pid?: Pid): message is ExitMessage {
  const exit = (message ?? {}) as Partial<ExitMessage>;
  return exit.kind === "exit" && (pid === undefined ? exit.pid instanceof Pid : exit.pid === pid);
}
