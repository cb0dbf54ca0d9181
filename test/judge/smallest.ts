// The smallest programs of a profile with a difference, one for each kind:
// `npx tsx test/judge/smallest.ts PROFILE SEED [KIND] [PROGRAMS]`.

import { search, smallest } from "./search.ts";

const [profile = "cells", seed = "1", kind, programs = "600"] = process.argv.slice(2);
const options = {
  profile,
  seed: Number(seed),
  programs: Number(programs),
  limit: 2_000,
  failures: process.env["FAILURES"] === "all" ? "all" : "first",
} as const;
const { findings } = await search({
  ...options,
  seconds: 100,
  until: ({ differences }) => kind !== undefined && differences.some((difference) => difference.kind === kind),
});
const kinds = new Map(findings.toReversed().map((finding) => [finding.kind, finding]));
for (const finding of kinds.values()) {
  if (kind !== undefined && finding.kind !== kind) continue;
  const found = await smallest(finding, options);
  process.stdout.write(`${finding.kind} ${JSON.stringify(found ?? finding.generated)}\n`);
}
