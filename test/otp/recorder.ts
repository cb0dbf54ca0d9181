// Children of supervisors that write down their beginnings and ends.

import assert from "node:assert/strict";

import { pause, trapExit } from "heddle";
import type { Pid } from "heddle";
import { GenServer } from "heddle/otp";
import type { ChildSpec, ServerModule, ServerRef } from "heddle/otp";

/** Told to end for a reason; `crash` is an error that it throws. */
interface Ending {
  cast: string;
}

/** `+a` when the init of `a` begins, `-a` when its terminate is over. A child that is killed leaves no `-`. */
export class Diary {
  readonly lines: string[] = [];
  readonly #pids = new Map<string, Pid>();

  /** A server that traps exits, as a child. */
  child(id: string, rest: Partial<ChildSpec> = {}): ChildSpec {
    return { id, start: () => this.begin(id), shutdown: "infinity", ...rest };
  }

  /** Starts it; the start function of the child. */
  async begin(id: string): Promise<ServerRef<Ending>> {
    const ref = await GenServer.startLink(this.#module(id), undefined, { name: id });
    this.#pids.set(id, ref.pid);
    return ref;
  }

  /** Those that have been started. */
  get ids(): readonly string[] {
    return [...this.#pids.keys()];
  }

  /** Who it is now. */
  pid(id: string): Pid {
    const pid = this.#pids.get(id);
    assert.ok(pid, id);
    return pid;
  }

  /** Has it end by itself. */
  end(id: string, reason: string): Promise<void> {
    return GenServer.cast<Ending>(this.pid(id), reason);
  }

  /** What has been written since it was read last. */
  read(): string {
    return this.lines.splice(0).join(" ");
  }

  #module(id: string): ServerModule<Ending, undefined> {
    return {
      init: async () => {
        this.lines.push(`+${id}`);
        await trapExit(true);
        return { state: undefined };
      },
      handleCast(reason, state) {
        if (reason === "crash") throw new Error(id);
        return { stop: reason, state };
      },
      terminate: async () => {
        await pause();
        this.lines.push(`-${id}`);
      },
    };
  }
}
