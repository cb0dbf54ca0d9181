// The error of an operation on a Reki whose registry actor is not running.

import type { ExitReason } from "../../kernel/index.ts";
import { showReason } from "../../kernel/index.ts";

/** The registry actor has not been started, is being restarted, or ended during the call. Try again later. */
export class RekiNotRunning extends Error {
  override readonly name: string = "RekiNotRunning";
  /** `noproc`, or the reason for which it ended during the call. */
  readonly reason: ExitReason;

  /** @param label the name of the registry in traces */
  constructor(label: string, reason: ExitReason, options?: ErrorOptions) {
    super(`The registry ${label} is not running: ${showReason(reason)}.`, options);
    this.reason = reason;
  }
}
