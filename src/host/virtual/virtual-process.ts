// What names the process and the thread: packages put it into the names of files, and tokens must not depend on it.

import workerThreads from "node:worker_threads";

import { inStep } from "./patch.ts";
import type { Patch } from "./patch.ts";

/** The process of every execution: an id that no process of Linux or macOS ever has. */
const PID = 2 ** 22 + 1;
/** The main thread. */
const THREAD_ID = 0;

const REAL_PID = process.pid;

/** Whether an id is that of this process, as code of an execution or what was read before it says. */
export function isOwnPid(pid: number): boolean {
  return pid === PID || pid === REAL_PID;
}

/** What must be replaced for it. */
export const PROCESS_PATCHES: readonly Patch[] = [
  { target: process, key: "pid", make: inStep(() => PID), isGetter: true },
  { target: workerThreads, key: "threadId", make: inStep(() => THREAD_ID), isGetter: true },
];
