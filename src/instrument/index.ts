// Instrumentation: awaits of ordinary code become scheduling points, whichever tool loads it.

export { instrumentation } from "./plugin.ts";
export type { InstrumentationPlugin } from "./plugin.ts";
export { register } from "./register.ts";
export type { InstrumentOptions } from "./selection.ts";
