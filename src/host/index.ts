// The roof over Node: clock, event loop, watchdog, virtual globals.

export { createNodeHost } from "./node-host.ts";
