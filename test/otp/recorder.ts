// Children of supervisors that record their starts and exits.

import assert from "node:assert/strict";

import { pause, trapExit } from "heddle";
import type { Pid } from "heddle";
import { GenServer } from "heddle/otp";
import type { ChildSpec, ServerModule, ServerRef } from "heddle/otp";

/** A request to exit with a reason; `crash` throws an error. */
interface Ending {
  cast: string;
}

/** Records `+a` when the init of `a` starts and `-a` when its terminate is done. A killed child leaves no `-`. */
export class Recorder {
  readonly lines: string[] = [];
  readonly #pids = new Map<string, Pid>();

  /** The child spec of a server that traps exits. */
  child(id: string, rest: Partial<ChildSpec> = {}): ChildSpec {
    return { id, start: () => this.begin(id), shutdown: "infinity", ...rest };
  }

  /** The start function of the child. */
  async begin(id: string): Promise<ServerRef<Ending>> {
    const ref = await GenServer.startLink(this.#module(id), undefined, { name: id });
    this.#pids.set(id, ref.pid);
    return ref;
  }

  /** The ids of the started children. */
  get ids(): readonly string[] {
    return [...this.#pids.keys()];
  }

  /** The current pid of a child. */
  pid(id: string): Pid {
    const pid = this.#pids.get(id);
    assert.ok(pid, id);
    return pid;
  }

  /** Makes a child exit by itself. */
  end(id: string, reason: string): Promise<void> {
    return GenServer.cast<Ending>(this.pid(id), reason);
  }

  /** The lines recorded since the last call. */
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
