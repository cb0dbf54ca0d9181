// The monitors of a partition that writes on behalf of callers: one for each pid that has registrations in it.

import { demonitor, monitor } from "../../kernel/index.ts";
import type { MonitorRef } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { Partition } from "./partitions.ts";
import type { Watch } from "./writer.ts";

/** Monitors the actors that register. */
export class Monitors implements Watch {
  readonly #partition: Partition;
  readonly #refs = new Map<Pid, MonitorRef>();
  readonly #pids = new Map<MonitorRef, Pid>();

  constructor(partition: Partition) {
    this.#partition = partition;
  }

  /** A pid that is already dead gives a down message too, so its claim is cleaned up. */
  async begin(pid: Pid): Promise<void> {
    if (this.#refs.has(pid)) return;
    const ref = await monitor(pid);
    this.#refs.set(pid, ref);
    this.#pids.set(ref, pid);
  }

  /** Removes the monitor when `pid` has no claims left. */
  async end(pid: Pid): Promise<void> {
    const ref = this.#refs.get(pid);
    if (ref === undefined || (await this.#partition.byPid.has(pid))) return;
    this.#forget(pid, ref);
    await demonitor(ref);
  }

  /** The pid that a down message is about. The down of a monitor that was removed is ignored. */
  take(ref: MonitorRef): Pid | undefined {
    const pid = this.#pids.get(ref);
    if (pid !== undefined) this.#forget(pid, ref);
    return pid;
  }

  #forget(pid: Pid, ref: MonitorRef): void {
    this.#refs.delete(pid);
    this.#pids.delete(ref);
  }
}
