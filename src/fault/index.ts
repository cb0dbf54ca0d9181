// Fault injection: faults, budgets and recoveries. A fault is a choice like any other.

export { allowFaults } from "./allow-faults.ts";
export { endFaults } from "./end-faults.ts";
export { Fault } from "./fault.ts";
export { faultsOf } from "./faults.ts";
export { armStall } from "./stall.ts";
export { startSystemActor } from "./system-actor.ts";
export type { ArmedFault } from "./fault.ts";
