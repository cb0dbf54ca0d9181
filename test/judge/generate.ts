// Generators of programs, by what they are made of.

import fc from "fast-check";

import type { Case, ProgramSettings } from "./compare.ts";
import type { Statement } from "./program.ts";

/** What the programs of a profile are made of. */
interface Profile {
  readonly statements: (body: fc.Arbitrary<readonly Statement[]>) => readonly fc.Arbitrary<Statement>[];
  readonly faults?: ProgramSettings["faults"];
  readonly hasServer?: boolean;
  readonly hasAgent?: boolean;
  readonly times?: readonly ("competing" | "lazy")[];
}

const actor = fc.nat({ max: 3 });
const message = fc.nat({ max: 1 });
const delay = fc.constantFrom(1, 2, 5);
const cellNumber = fc.nat({ max: 1 });

const one = <const Kind extends Statement["do"]>(kind: Kind): fc.Arbitrary<{ readonly do: Kind }> =>
  fc.constant({ do: kind });

const cells: readonly fc.Arbitrary<Statement>[] = (["read", "write", "update"] as const).map((kind) =>
  cellNumber.map((cell) => ({ do: kind, cell })),
);
const tables: readonly fc.Arbitrary<Statement>[] = (["insert", "get", "remove", "entries"] as const).map((kind) =>
  message.map((key) => ({ do: kind, key })),
);
const sending: readonly fc.Arbitrary<Statement>[] = [
  fc.record({ do: fc.constant("send" as const), to: actor, message }),
  fc.record({ do: fc.constant("receive" as const), pattern: fc.oneof(fc.constant("any" as const), message) }),
  fc.record({
    do: fc.constant("receive" as const),
    pattern: fc.oneof(fc.constant("any" as const), message),
    timeout: delay,
  }),
];
const about = (kinds: readonly ("monitor" | "link" | "unlink" | "exit" | "kill" | "cancel" | "isAlive" | "join")[]) =>
  kinds.map((kind): fc.Arbitrary<Statement> => actor.map((of) => ({ do: kind, of })));
const lifetimes: readonly fc.Arbitrary<Statement>[] = [
  ...about(["monitor", "link", "unlink", "exit", "kill", "isAlive"]),
  one("trapExit"),
];
const timers: readonly fc.Arbitrary<Statement>[] = [delay.map((ms): Statement => ({ do: "sleep", ms })), one("now")];
const locks = (body: fc.Arbitrary<readonly Statement[]>): readonly fc.Arbitrary<Statement>[] => [
  body.map((inner): Statement => ({ do: "lock", body: inner })),
  fc.record({ do: fc.constant("permits" as const), count: fc.constantFrom(1, 2), body }),
];

/** The profiles, by name. */
export const PROFILES: Readonly<Record<string, Profile>> = {
  cells: { statements: () => [...cells, ...tables] },
  locks: { statements: (body) => [...cells, ...locks(body)] },
  messages: { statements: () => [...sending, ...cells.slice(0, 1)] },
  lifetimes: { statements: () => [...lifetimes, ...sending.slice(0, 2), one("pause")] },
  timers: { statements: (body) => [...timers, ...cells, ...sending.slice(2), ...locks(body).slice(0, 1)] },
  "native timers": {
    statements: (body) => [
      fc.record({ do: fc.constant("timeout" as const), ms: delay, clear: fc.option(body, { nil: undefined }) }),
      fc.record({ do: fc.constant("interval" as const), ms: delay, clear: body }),
      one("immediate"),
      delay.map((ms): Statement => ({ do: "nativeSleep", ms })),
      one("now"),
      one("pause"),
      ...cells,
    ],
  },
  all: {
    statements: (body) => [
      fc.array(body, { minLength: 2, maxLength: 2 }).map((branches): Statement => ({ do: "all", branches })),
      ...cells,
      ...sending.slice(0, 2),
      one("pause"),
    ],
  },
  race: {
    statements: (body) => [
      fc.array(body, { minLength: 2, maxLength: 2 }).map((branches): Statement => ({ do: "race", branches })),
      ...cells,
      ...sending,
      ...timers,
    ],
  },
  cancellation: {
    statements: (body) => [
      ...about(["cancel", "cancel", "kill"]),
      body.map((inner): Statement => ({ do: "shield", body: inner })),
      ...locks(body),
      ...cells,
      ...timers,
    ],
  },
  servers: {
    hasServer: true,
    statements: () => [
      fc.record({ do: fc.constant("call" as const) }),
      fc.record({ do: fc.constant("call" as const), timeout: delay }),
      one("cast"),
      one("stop"),
      ...cells.slice(0, 2),
      ...about(["kill", "isAlive"]),
    ],
  },
  tasks: {
    hasAgent: true,
    statements: (body) => [
      body.map((inner): Statement => ({ do: "task", body: inner })),
      fc.constantFrom("get" as const, "update" as const).map((change): Statement => ({ do: "agent", change })),
      ...cells,
      ...about(["kill"]),
    ],
  },
  trees: {
    statements: (body) => [
      body.map((inner): Statement => ({ do: "spawn", body: inner })),
      ...cells,
      ...lifetimes,
      one("leave"),
    ],
  },
  faults: {
    faults: { kill: 1 },
    statements: () => [...cells, ...sending, ...about(["monitor", "isAlive"]), ...timers],
  },
  quiescence: { statements: (body) => [one("quiescence"), ...cells, ...timers, ...locks(body), ...sending] },
  draws: { statements: () => [fc.constant<Statement>({ do: "choose", of: 2 }), ...cells, ...sending] },
  everything: {
    hasServer: true,
    statements: (body) => [
      ...cells,
      ...tables,
      ...sending,
      ...lifetimes,
      ...timers,
      ...locks(body),
      ...about(["cancel", "join"]),
      body.map((inner): Statement => ({ do: "shield", body: inner })),
      body.map((inner): Statement => ({ do: "spawn", body: inner })),
      fc.array(body, { minLength: 2, maxLength: 2 }).map((branches): Statement => ({ do: "all", branches })),
      fc.record({ do: fc.constant("timeout" as const), ms: delay, clear: fc.option(body, { nil: undefined }) }),
      fc.record({ do: fc.constant("call" as const) }),
      fc.constant<Statement>({ do: "choose", of: 2 }),
      one("pause"),
      one("stop"),
      one("quiescence"),
    ],
  },
};

/** Programs of a profile. */
export function cases(name: string): fc.Arbitrary<Case> {
  const profile = PROFILES[name];
  if (profile === undefined) throw new Error(`There is no profile ${name}.`);
  const { faults = {}, hasAgent = false, hasServer = false, statements, times = ["competing", "lazy"] } = profile;
  const leaf = fc.constant<readonly Statement[]>([{ do: "update", cell: 0 }]);
  const body = fc.array(fc.oneof(...statements(leaf)), { minLength: 1, maxLength: 2 });
  const statement = fc.oneof(...statements(body));
  const actors = fc.oneof(
    fc.array(fc.array(statement, { minLength: 1, maxLength: 2 }), { minLength: 3, maxLength: 3 }),
    fc.array(fc.array(statement, { minLength: 0, maxLength: 3 }), { minLength: 2, maxLength: 3 }),
    fc.array(fc.array(statement, { minLength: 1, maxLength: 1 }), { minLength: 4, maxLength: 4 }),
  );
  return fc.record({
    program: fc.record({
      actors,
      hasServer: fc.constant(hasServer),
      hasAgent: fc.constant(hasAgent),
      joins: fc.boolean(),
    }),
    settings: fc.record({
      signals: fc.constantFrom("instant" as const, "pairwise" as const),
      time: fc.constantFrom(...times),
      faults: fc.constant(faults),
    }),
  });
}
