// An EXIT as a message, among messages of all kinds.

import type { ExitMessage } from "../../kernel/index.ts";
import { Pid } from "../../trace/index.ts";

/** Whether a message tells of the end of an actor that is linked, of `pid` if that is given. */
export function isExit(message: unknown, pid?: Pid): message is ExitMessage {
  const exit = (message ?? {}) as Partial<ExitMessage>;
  return exit.kind === "exit" && (pid === undefined ? exit.pid instanceof Pid : exit.pid === pid);
}
