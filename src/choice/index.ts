// The ground floor of choices: where every decision comes from and how it is written down.

export { Generator, generatorFrom } from "./generator.ts";
export { hashText, mix } from "./hash.ts";
export { decodeDeviations, encodeDeviations } from "./schedule.ts";
export type { Deviation } from "./schedule.ts";
export { entropyOf, parseSeed, seedExecution } from "./seed.ts";
export type { RootSeed, Seed } from "./seed.ts";
export { parseToken, printToken, TOKEN_VERSION } from "./token.ts";
export type { Fingerprint, Recording, Settings, Token } from "./token.ts";
