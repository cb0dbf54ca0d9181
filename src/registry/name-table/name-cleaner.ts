// The server behind a safe name table: it monitors whoever holds a name or is about to, and removes the names of those
// that have ended, and no others.

import { monitor, operate, spareFromFaults } from "../../kernel/index.ts";
import type { ServerModule } from "../../otp/index.ts";
import type { Pid } from "../../trace/index.ts";
import { FORGET } from "./names.ts";
import type { NameRows } from "./names.ts";

/** What the server is asked: to watch an actor. */
export interface CleanerProtocol {
  call: { request: Pid; reply: undefined };
}

interface Cleaner {
  readonly names: NameRows;
  readonly watched: Set<Pid>;
}

/** The server's module. */
export const cleanerModule: ServerModule<CleanerProtocol, Cleaner, NameRows> = {
  init(names) {
    spareFromFaults();
    return { state: { names, watched: new Set() } };
  },
  async handleCall(pid, _from, state) {
    if (!state.watched.has(pid)) {
      await monitor(pid);
      state.watched.add(pid);
    }
    return { reply: undefined, state };
  },
  async handleInfo(message, state) {
    if (message.kind === "down") await operate(FORGET, state.names.object, message.pid);
    return { state };
  },
};
