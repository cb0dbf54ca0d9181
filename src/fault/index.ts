// Misfortune, chosen like everything else: what may strike, how often, and what follows from it.

export { allowFaults } from "./allow-faults.ts";
export { endFaults } from "./end-faults.ts";
export { Fault } from "./fault.ts";
export { faultsOf } from "./faults.ts";
export type { ArmedFault } from "./fault.ts";
