// Generators of programs, by profile.

import fc from "fast-check";

import type { Case } from "./enumerate.ts";
import { PROFILES, SHAPES } from "./profiles.ts";
import type { Statement } from "./statements/statement.ts";

/** Programs of a profile. */
export function cases(name: string): fc.Arbitrary<Case> {
  const profile = PROFILES[name];
  if (profile === undefined)
    throw new Error(`There is no profile ${name}. There are ${Object.keys(PROFILES).join(", ")}.`);
  const { entropy, faults = [{}], has = [{}], roles, shape = "usual", statements } = profile;
  const leaf = fc.constant<readonly Statement[]>([{ do: "update", cell: 0 }]);
  const body = fc.array(fc.oneof(...statements(leaf)), { minLength: 1, maxLength: 2 });
  const statement = fc.oneof(...statements(body));
  const actors = SHAPES[shape].map(([count, minLength, maxLength]) =>
    fc.array(fc.array(statement, { minLength, maxLength }), { minLength: count, maxLength: count }),
  );
  const free = fc.oneof(...actors);
  const played = roles?.map((slots) => fc.tuple(...slots).map((chosen) => chosen.filter((each) => each !== undefined)));
  const settings = fc.record({
    signals: fc.constantFrom("instant" as const, "pairwise" as const),
    time: fc.constantFrom("competing" as const, "lazy" as const),
    faults: fc.constantFrom(...faults),
  });
  return fc.record({
    program: fc.record({
      actors: played === undefined ? free : fc.oneof(free, fc.tuple(...played)),
      has: fc.constantFrom(...has),
      joins: fc.boolean(),
    }),
    settings: entropy === undefined ? settings : settings.map((each) => ({ ...each, entropy })),
  });
}
