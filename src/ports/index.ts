// Ports: the functions by which a program reaches what is outside of it. Their calls are scheduling points whose effect
// and answer can come late, in another order, or not at all.

export { port } from "./port.ts";
export { PortFailed } from "./port-failed.ts";
export type { PortFaults, PortOptions } from "./port-options.ts";
export { ports } from "./ports.ts";
export type { PortsOptions } from "./ports.ts";
