// The test of a proof. Loaded when a search needs it: most users sample.

export { ProofRecord } from "./proof-record.ts";
export { testProof } from "./test-proof.ts";
