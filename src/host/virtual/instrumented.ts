// The globals by which instrumented modules find the kernel, and say that they are loaded.

import { types } from "node:util";

import { awaitHooks, stateHooks } from "../../kernel/index.ts";
import { AWAITS_KEY, COPY_KEY, FILES_KEY, HOOKS_KEY, STATE_FILES_KEY, STATE_HOOKS_KEY } from "../../trace/index.ts";

/** The instrumented modules that this thread has loaded. */
export function instrumentedFiles(): readonly string[] {
  return [...filesAt(FILES_KEY)];
}

/** The number of awaits in each of them. */
export function instrumentedAwaits(): Readonly<Record<string, number>> {
  const counts: unknown = Reflect.get(globalThis, AWAITS_KEY);
  return typeof counts === "object" && counts !== null ? { ...(counts as Readonly<Record<string, number>>) } : {};
}

/** Whether there are any, and whether all of them tell what they read and write: what only some tell is told in vain. */
export function instrumentation(): { readonly isInstrumented: boolean; readonly tracksState: boolean } {
  // Asked for every execution.
  const all = filesAt(FILES_KEY).size;
  if (all === 0) return NOT_INSTRUMENTED;
  const tracked = filesAt(STATE_FILES_KEY).size;
  return { isInstrumented: true, tracksState: tracked === all };
}

const NOT_INSTRUMENTED = { isInstrumented: false, tracksState: false };

function filesAt(key: string): ReadonlySet<string> {
  const files = (globalThis as Readonly<Record<string, unknown>>)[key];
  return files instanceof Set ? (files as ReadonlySet<string>) : NO_FILES;
}

const NO_FILES: ReadonlySet<string> = new Set();

/** Lets instrumented code call the kernel; the returned function ends that. */
export function installAwaitHooks(): () => void {
  const copy = new URL("../..", import.meta.url).href;
  const hooks = { [COPY_KEY]: copy, [HOOKS_KEY]: awaitHooks, [STATE_HOOKS_KEY]: trackingHooks };
  const before = Object.keys(hooks).map((key) => [key, Reflect.get(globalThis, key) as unknown] as const);
  Object.assign(globalThis, hooks);
  return () => {
    Object.assign(globalThis, Object.fromEntries(before));
  };
}

/** One for the thread, since objects keep their identity from one execution to the next. */
const trackingHooks = stateHooks(types.isProxy);
