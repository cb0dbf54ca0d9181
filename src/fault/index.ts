// Fault injection: faults, budgets and recoveries. A fault is a choice like any other.

export { allowFaults } from "./allow-faults.ts";
export { endFaults } from "./end-faults.ts";
export { Fault } from "./fault.ts";
export { faultsOf } from "./faults.ts";
export type { ArmedFault } from "./fault.ts";
