// Why a server was not started.

import { showReason } from "../kernel/index.ts";
import type { ExitReason } from "../kernel/index.ts";
import type { Pid } from "../trace/index.ts";

/** The name is taken. Its holder may still be in its `init`, or end at any time: monitor it before relying on it. */
export class AlreadyStarted extends Error {
  override readonly name: string = "AlreadyStarted";
  /** Who holds the name. */
  readonly pid: Pid;

  constructor(pid: Pid) {
    super(`The name is taken by ${pid.path}, which has been started already.`);
    this.pid = pid;
  }
}

/** The `init` of the server returned `{ stop: reason }`. */
export class StartFailed extends Error {
  override readonly name: string = "StartFailed";
  readonly reason: ExitReason;

  constructor(reason: ExitReason) {
    super(`The server refused to start: ${showReason(reason)}.`);
    this.reason = reason;
  }
}
