// The server behind a safe name table: it monitors actors that hold or request a name, and removes exactly the names of
// those that have ended.

import { monitor, operate, spareFromFaults } from "../../kernel/index.ts";
import type { ServerModule } from "../../otp/index.ts";
import type { Pid } from "../../trace/index.ts";
import { FORGET } from "./names.ts";
import type { NameRows } from "./names.ts";

/** A request to monitor an actor. */
export interface CleanerProtocol {
  call: { request: Pid; reply: undefined };
}

interface Cleaner {
  readonly names: NameRows;
  readonly monitored: Set<Pid>;
}

/** The server's module. */
export const cleanerModule: ServerModule<CleanerProtocol, Cleaner, NameRows> = {
  init(names) {
    spareFromFaults();
    return { state: { names, monitored: new Set() } };
  },
  async handleCall(pid, _from, state) {
    if (!state.monitored.has(pid)) {
      await monitor(pid);
      state.monitored.add(pid);
    }
    return { reply: undefined, state };
  },
  async handleInfo(message, state) {
    if (message.kind === "down") await operate(FORGET, state.names.object, message.pid);
    return { state };
  },
};
