// Choices: seeds, random draws, fault budgets, schedules and tokens.

export { budgetsFrom, FAULT_KINDS, hasFaults, kindsOfFaults, NO_FAULTS } from "./fault-budgets.ts";
export type { FaultBudgets, FaultKind } from "./fault-budgets.ts";
export { Generator, generatorFrom } from "./generator.ts";
export { foldA, foldB, hashText, mix } from "./hash.ts";
export type { Deviation } from "./schedule.ts";
export { entropyOf, parseSeed, seedExecution } from "./seed.ts";
export type { RootSeed, Seed } from "./seed.ts";
export { parseToken, printToken } from "./token.ts";
export type { Settings, Token } from "./token.ts";
