// The globals by which instrumented modules find the kernel, and say that they are loaded.

import { awaitHooks } from "../../kernel/index.ts";
import { FILES_KEY, HOOKS_KEY } from "../../trace/index.ts";

/** The instrumented modules that this thread has loaded. */
export function instrumentedFiles(): readonly string[] {
  const files: unknown = Reflect.get(globalThis, FILES_KEY);
  return files instanceof Set ? [...(files as ReadonlySet<string>)] : [];
}

/** Lets the awaits of instrumented code be scheduling points; the returned function ends that. */
export function installAwaitHooks(): () => void {
  const before: unknown = Reflect.get(globalThis, HOOKS_KEY);
  Reflect.set(globalThis, HOOKS_KEY, awaitHooks);
  return () => {
    Reflect.set(globalThis, HOOKS_KEY, before);
  };
}
