// What generated programs are made of, by subject.

import fc from "fast-check";

import type { ProgramSettings } from "./enumerate.ts";
import type { Equipment } from "./program.ts";
import type { Statement } from "./statements/statement.ts";

/** How many actors a program has and how many statements each, by name: `[actors, least, most]`. */
export const SHAPES = {
  usual: [
    [3, 1, 2],
    [3, 0, 2],
    [2, 0, 3],
    [4, 0, 1],
  ],
  small: [
    [2, 1, 2],
    [3, 0, 1],
    [3, 1, 1],
  ],
  long: [
    [2, 1, 4],
    [3, 0, 3],
    [4, 0, 2],
  ],
  tiny: [
    [2, 0, 2],
    [2, 1, 1],
    [3, 0, 1],
  ],
  least: [
    [2, 0, 1],
    [2, 1, 1],
  ],
} as const;

/** What the programs of a profile are made of. */
export interface Profile {
  readonly statements: (body: fc.Arbitrary<readonly Statement[]>) => readonly fc.Arbitrary<Statement>[];
  readonly faults?: readonly ProgramSettings["faults"][];
  readonly has?: readonly Equipment[];
  readonly entropy?: "choice";
  /** Default `usual`. */
  readonly shape?: keyof typeof SHAPES;
  /**
   * Half of the programs have these actors instead, the main actor first: one statement, or none, for each element. For
   * what takes several actors that play together.
   */
  readonly roles?: readonly (readonly fc.Arbitrary<Statement | undefined>[])[];
}

type Body = fc.Arbitrary<readonly Statement[]>;

const actor = fc.nat({ max: 3 });
const message = fc.nat({ max: 1 });
const delay = fc.constantFrom(1, 2, 5);
const cellNumber = fc.nat({ max: 1 });
const place = fc.constantFrom("a" as const, "b" as const);

function each<Rest extends object>(
  kinds: readonly Statement["do"][],
  rest: { [Key in keyof Rest]: fc.Arbitrary<Rest[Key]> },
): fc.Arbitrary<Statement>[] {
  return kinds.map((kind) => fc.record({ do: fc.constant(kind), ...rest })) as unknown as fc.Arbitrary<Statement>[];
}

const ones = (...kinds: readonly Statement["do"][]): fc.Arbitrary<Statement>[] => each(kinds, {});
const about = (...kinds: readonly Statement["do"][]): fc.Arbitrary<Statement>[] => each(kinds, { of: actor });
const inside = (body: Body, ...kinds: readonly Statement["do"][]): fc.Arbitrary<Statement>[] => each(kinds, { body });
const branches = (body: Body, ...kinds: readonly Statement["do"][]): fc.Arbitrary<Statement>[] =>
  each(kinds, { branches: fc.array(body, { minLength: 2, maxLength: 2 }) });

const cells = each(["read", "write", "update"], { cell: cellNumber });
const compareAndSet = each(["compareAndSet"], { cell: cellNumber });
const tables = [...each(["insert", "get", "remove"], { key: message }), ...ones("entries", "size")];
const plain = each(["plainRead", "plainWrite"], { key: fc.constantFrom("zero", "one") });
const keys = fc.subarray(["zero", "one"]);
const own = each(["own"], { reads: keys, writes: keys });
const locks = (body: Body): fc.Arbitrary<Statement>[] => [
  ...inside(body, "lock"),
  ...each(["permits"], { count: fc.constantFrom(1, 2), body }),
];
const permits = each(["acquire", "release"], { count: fc.constantFrom(1, 2) });
const releases = each(["release"], { count: fc.constantFrom(1, 2) });
const acquires = each(["acquire"], { count: fc.constantFrom(1, 2) });
const until = each(["until"], { cell: cellNumber, least: fc.constantFrom(1, 2) });
const timeout = fc.option(delay, { nil: undefined });
const otherLocks = (body: Body): fc.Arbitrary<Statement>[] => [
  ...each(["readLock", "writeLock"], { body, timeout }),
  ...each(["acquire"], { count: fc.constantFrom(1, 2), timeout: delay }),
  ...each(["tryAcquire"], { count: fc.constantFrom(1, 2) }),
  ...each(["await"], { timeout }),
  ...ones("notifyOne", "notifyAll", "meet"),
];
const pattern = fc.oneof(fc.constant("any"), message);
const sends = each(["send"], { to: actor, message });
const receives = each(["receive"], { pattern });
const timedReceives = each(["receive"], { pattern, timeout: delay });
const sending = [...sends, ...receives, ...timedReceives];
const lifetimes = [...about("monitor", "link", "unlink", "exit", "kill", "isAlive"), ...ones("trapExit")];
const timers = [...each(["sleep"], { ms: delay }), ...ones("now")];
const clear = (body: Body): fc.Arbitrary<readonly Statement[] | undefined> => fc.option(body, { nil: undefined });
const calls = [...ones("call"), ...each(["call"], { timeout: delay })];
const children = [
  ...ones("children"),
  ...each(["child"], { child: message, change: fc.constantFrom("kill", "exit", "terminate", "restart", "delete") }),
];
const names = [...each(["register", "lookup", "unregister"], { key: message }), ...ones("registered")];

const portCalls = each(["port"], {
  latency: fc.constantFrom("both" as const, "effect" as const, "answer" as const),
  key: fc.constantFrom("zero", "one"),
});

const waits = [...each(["sleep"], { ms: delay }), ...timedReceives];
const oneOf = (...statements: readonly fc.Arbitrary<Statement>[]): fc.Arbitrary<Statement> => fc.oneof(...statements);
const maybe = (...statements: readonly fc.Arbitrary<Statement>[]): fc.Arbitrary<Statement | undefined> =>
  fc.option(oneOf(...statements), { nil: undefined });

const draw = oneOf(...each(["choose"], { of: fc.constantFrom(2, 3) }));
/** What touches more only where a cell is still 0: mostly the clock, which every timer touches. */
const late = oneOf(
  ...each(["ifZero"], {
    cell: cellNumber,
    body: oneOf(...ones("now", "now", "now"), ...about("isAlive", "link", "unlink"), ...sends).map((inner) => [inner]),
  }),
);
const inLock = oneOf(
  ...inside(
    oneOf(...waits, ...ones("quiescence")).map((inner) => [inner]),
    "lock",
  ),
);

const callbacks = fc.record({
  do: fc.constant("callbacks" as const),
  delays: fc.array(fc.constantFrom(0, 1, 2, 5), { minLength: 1, maxLength: 2 }),
  cell: fc.option(cellNumber, { nil: undefined }),
  isUnreferenced: fc.boolean(),
});
const chain = fc.record({
  do: fc.constant("callbacks" as const),
  delays: fc.array(fc.constantFrom(0, 1, 1, 1, 3), { minLength: 1, maxLength: 4 }),
  cell: fc.option(cellNumber, { nil: undefined }),
  isUnreferenced: fc.constant(false),
});

/** Where two or three actors run. */
const PLACES: readonly Equipment[] = [{ places: ["a", "b"] }, { places: ["a", "a"] }, { places: ["a", "outside"] }];
const across = [...sends, ...receives, ...about("monitor", "link", "isAlive")];

/** The profiles, by name. */
export const PROFILES: Readonly<Record<string, Profile>> = {
  cells: { statements: () => [...cells, ...compareAndSet, ...tables] },
  "given tables": {
    shape: "small",
    statements: () => [
      ...tables,
      ...each(["giveTable", "leaveTable"], { to: actor }),
      ...ones("ownTable", "leave"),
      ...about("kill"),
      ...receives,
    ],
  },
  ports: {
    shape: "small",
    statements: (body) => [
      ...portCalls,
      ...portCalls,
      ...timers,
      ...about("kill", "cancel"),
      ...branches(body, "race"),
    ],
  },
  "port faults": {
    shape: "small",
    faults: [{ error: 1 }, { lostAnswer: 1 }, { hang: 1 }, { twice: 1 }, { late: 1 }],
    statements: () => [...portCalls, ...each(["sleep"], { ms: delay }), ...cells],
  },
  "withdrawn waits": {
    shape: "small",
    roles: [
      [maybe(...permits), oneOf(...about("cancel", "kill"), ...permits), maybe(...permits)],
      [oneOf(...permits), maybe(...permits)],
      [oneOf(...permits), maybe(...about("cancel"), ...permits)],
    ],
    statements: (body) => [...about("cancel", "kill"), ...permits, ...inside(body, "lock"), ...timedReceives],
  },
  "cancelled acquires": {
    shape: "least",
    roles: [
      [oneOf(...releases), oneOf(...releases)],
      [oneOf(...acquires)],
      [oneOf(...acquires), oneOf(...each(["cancel", "kill"], { of: fc.constant(1) }))],
    ],
    statements: () => [...permits, ...about("cancel")],
  },
  locks: { statements: (body) => [...cells, ...until, ...locks(body), ...permits, ...about("cancel", "kill")] },
  "other locks": {
    shape: "small",
    roles: [
      [oneOf(...each(["write", "update"], { cell: cellNumber })), maybe(...ones("notifyOne", "meet"))],
      [oneOf(...until, ...each(["await"], { timeout })), maybe(...cells)],
      [oneOf(...until, ...ones("meet", "notifyAll")), maybe(...about("cancel", "kill"))],
    ],
    statements: (body) => [...otherLocks(body), ...until, ...cells, ...about("cancel", "kill")],
  },
  "plain state": {
    statements: () => [
      ...plain,
      ...plain,
      ...own,
      ...ones("pause"),
      ...each(["pause"], { touches: fc.constantFrom("one", "other", "nothing") }),
    ],
  },
  messages: { statements: () => [...sending, ...each(["receiveAll"], { timeout: delay }), ...cells.slice(0, 1)] },
  "selective receives": {
    statements: () => [
      ...sends,
      ...sends,
      ...each(["receive"], { pattern: fc.constantFrom("any", "odd", "not a number", 0, 1) }),
      ...each(["receive"], { pattern: fc.constantFrom("odd", "not a number", 1), timeout: delay }),
      ...about("monitor"),
    ],
  },
  lifetimes: {
    statements: () => [...lifetimes, ...ones("demonitor", "pause", "ownTable"), ...sends, ...receives],
  },
  failures: {
    statements: () => [...ones("fail"), ...about("monitor", "link", "isAlive", "join"), ...ones("trapExit"), ...cells],
  },
  timers: { statements: (body) => [...timers, ...about("kill"), ...cells, ...timedReceives, ...inside(body, "lock")] },
  "withdrawn timers": {
    shape: "long",
    roles: [
      [oneOf(...about("kill", "cancel")), oneOf(...ones("pause"), ...cells), oneOf(...ones("now"))],
      [oneOf(...waits)],
      [oneOf(...waits), maybe(...ones("now"))],
    ],
    statements: () => [
      ...each(["sleep", "sleep"], { ms: delay }),
      ...about("kill", "cancel"),
      ...ones("now", "pause"),
      ...timedReceives,
    ],
  },
  "native timers": {
    statements: (body) => [
      ...each(["timeout"], { ms: delay, clear: clear(body) }),
      ...each(["interval"], { ms: delay, clear: body }),
      ...each(["immediate"], { clear: clear(body) }),
      ...each(["nativeSleep", "abortTimeout"], { ms: delay }),
      ...ones("now", "date", "pause"),
      ...cells,
    ],
  },
  "unreferenced timers": {
    shape: "small",
    roles: [
      [callbacks, maybe(callbacks)],
      [oneOf(...each(["promisedSleep"], { ms: delay }), ...cells), maybe(...cells)],
    ],
    statements: () => [
      callbacks,
      ...each(["promisedSleep", "sleep", "abortTimeout"], { ms: delay }),
      ...each(["interval"], { ms: delay, clear: fc.constant(undefined) }),
      ...ones("date", "pause"),
      ...cells,
    ],
  },
  "late timers": {
    shape: "small",
    roles: [
      [chain, maybe(...each(["nativeSleep"], { ms: fc.constantFrom(3, 4) }))],
      [maybe(...each(["promisedSleep"], { ms: fc.constantFrom(3, 4) }), ...cells)],
    ],
    statements: () => [
      chain,
      ...each(["nativeSleep", "promisedSleep"], { ms: fc.constantFrom(1, 3, 4) }),
      ...ones("date"),
    ],
  },
  all: {
    shape: "small",
    statements: (body) => [...branches(body, "all", "allSettled"), ...cells, ...sends, ...receives, ...ones("pause")],
  },
  race: { statements: (body) => [...branches(body, "race"), ...cells, ...sending, ...timers] },
  cancellation: {
    statements: (body) => [
      ...about("cancel", "cancel", "kill"),
      ...inside(body, "shield"),
      ...locks(body),
      ...cells,
      ...timers,
    ],
  },
  servers: {
    shape: "tiny",
    has: [{ server: "quick" }, { server: "slow" }, { server: "owner" }],
    roles: [[oneOf(...ones("killServer", "stop"))], [oneOf(...calls)], [maybe(...calls, ...ones("serverIsAlive"))]],
    statements: () => [
      ...calls,
      ...ones("cast", "stop", "killServer"),
      ...cells.slice(0, 2),
      ...about("kill", "isAlive"),
    ],
  },
  suspension: {
    shape: "small",
    has: [{ server: "quick" }, { server: "slow" }],
    statements: () => [
      ...calls,
      ...ones("cast", "suspendServer", "resumeServer", "serverIsAlive", "killServer", "stop"),
    ],
  },
  "deferred replies": {
    shape: "least",
    has: [{ server: "deferring" }],
    roles: [[oneOf(...ones("cast"))], [oneOf(...calls), oneOf(...ones("serverIsAlive")), maybe(...timedReceives)]],
    statements: () => [...calls, ...ones("cast", "serverIsAlive"), ...timedReceives],
  },
  "continuing servers": {
    shape: "tiny",
    has: [{ server: "continuing" }],
    roles: [[maybe(...calls)], [oneOf(...calls, ...ones("cast"))], [maybe(...ones("cast", "stop", "killServer"))]],
    statements: () => [...calls, ...ones("cast", "serverIsAlive", "stop"), ...each(["sleep"], { ms: delay })],
  },
  "named servers": {
    shape: "tiny",
    has: [{ registry: "via" }],
    statements: () => [...ones("callVia", "castVia", "startVia", "stopVia"), ...each(["lookup"], { key: message })],
  },
  "cancelling supervisors": {
    shape: "least",
    has: [
      { canceller: "oneForOne" },
      { canceller: "oneForOne" },
      { canceller: "oneForAll" },
      { canceller: "restForOne" },
    ],
    statements: () => each(["cancelled"], { child: message, change: fc.constantFrom("cancel", "kill", "list") }),
  },
  groups: {
    shape: "least",
    has: [{ group: true }],
    statements: () => [
      ...ones("groupRegister", "groupUnregister", "groupJoin", "groupLeave", "groupMonitor"),
      ...ones("groupLookup", "groupMembers", "groupDispatch"),
      ...about("kill"),
    ],
  },
  agents: {
    has: [{ agent: true }],
    statements: () => [
      ...each(["agent"], { change: fc.constantFrom("get", "update", "cast", "stop") }),
      ...cells,
      ...about("kill"),
    ],
  },
  tasks: {
    shape: "small",
    statements: (body) => [
      ...each(["task"], { body, end: fc.constantFrom("await", "await", "await 2", "yield 2", "shutdown", "none") }),
      ...cells,
      ...about("kill", "isAlive"),
    ],
  },
  supervisors: {
    shape: "tiny",
    has: [{ supervisor: "oneForOne" }, { supervisor: "oneForAll" }, { supervisor: "restForOne" }],
    statements: () => children,
  },
  "dynamic supervisors": {
    shape: "tiny",
    has: [{ dynamic: true }],
    statements: () => each(["dynamic"], { change: fc.constantFrom("start", "start", "terminate", "count", "kill") }),
  },
  registries: {
    shape: "small",
    has: [{ registry: "unique" }, { registry: "duplicate" }, { registry: "names" }, { registry: "safe names" }],
    statements: () => [...names, ...ones("leave"), ...about("kill")],
  },
  "shared registries": {
    shape: "tiny",
    has: [{ registry: "shared" }, { registry: "reki" }],
    statements: () => [...names, ...about("kill")],
  },
  trees: {
    statements: (body) => [
      ...inside(body, "spawn", "spawnLink"),
      ...cells,
      ...lifetimes,
      ...about("join"),
      ...ones("leave"),
    ],
  },
  stalls: {
    shape: "small",
    faults: [{ stall: 1 }, { stall: 1 }, { stall: 2 }],
    statements: () => [...waits, ...timers, callbacks, chain, ...cells, ...sends],
  },
  faults: {
    faults: [{ kill: 1 }],
    roles: [[maybe(...ones("endFaults"))], [maybe(...cells), oneOf(...ones("spareFromFaults"))], [maybe(...cells)]],
    statements: () => [
      ...cells,
      ...sending,
      ...about("monitor", "isAlive"),
      ...timers,
      ...ones("spareFromFaults", "endFaults"),
    ],
  },
  "faults at rest": {
    faults: [{ kill: 1 }],
    roles: [
      [maybe(...ones("quiescence"), ...timers)],
      [oneOf(...receives)],
      [oneOf(...about("monitor", "link")), oneOf(...receives)],
      [oneOf(...about("monitor", "link")), oneOf(...receives)],
    ],
    statements: () => [...receives, ...ones("quiescence"), ...about("monitor", "link"), ...timers],
  },
  "late footprints": {
    shape: "small",
    roles: [
      [oneOf(...each(["sleep"], { ms: delay }), ...waits), maybe(...about("kill"))],
      [oneOf(...each(["write"], { cell: cellNumber }))],
      [late, oneOf(...each(["read"], { cell: cellNumber }), ...cells), maybe(...ones("now"))],
    ],
    statements: () => [late, ...cells, ...timers, ...about("kill", "link")],
  },
  "waits in locks": {
    shape: "small",
    roles: [[inLock], [maybe(...ones("pause", "now")), inLock], [maybe(inLock)]],
    statements: () => [inLock, ...timers, ...ones("quiescence"), ...cells],
  },
  quiescence: { statements: (body) => [...ones("quiescence"), ...cells, ...timers, ...locks(body), ...sending] },
  draws: {
    roles: [[maybe(...ones("quiescence"))], [draw, oneOf(...receives, ...cells)], [draw, oneOf(...receives, ...cells)]],
    entropy: "choice",
    statements: () => [draw, ...ones("random"), ...cells, ...sending],
  },
  nodes: {
    shape: "small",
    has: PLACES,
    statements: () => [
      ...across,
      ...ones("nodes", "monitorNodes", "thisNode", "connect", "disconnect"),
      ...ones("partition", "heal"),
      ...each(["cut"], { isOneWay: fc.boolean() }),
      ...each(["crash", "isUp"], { node: place }),
    ],
  },
  "ordered nodes": {
    shape: "tiny",
    has: [
      { places: ["a", "b"], order: "nodes" },
      { places: ["a", "a"], order: "nodes" },
    ],
    roles: [[oneOf(...across)], [maybe(...across), maybe(...across)], [oneOf(...across), maybe(...across)]],
    statements: () => [...across, ...about("unlink", "kill", "exit"), ...ones("trapExit"), ...timedReceives],
  },
  reconnections: {
    shape: "least",
    roles: [
      [oneOf(...ones("heal")), maybe(...ones("heal", "partition", "disconnect"))],
      [oneOf(...each(["cut"], { isOneWay: fc.boolean() }), ...ones("partition")), maybe(...about("isAlive"), ...sends)],
    ],
    has: [{ places: ["a", "b"] }, { places: ["a", "a"] }, { places: ["outside", "a"] }],
    statements: () => [
      ...ones("heal", "partition", "connect", "disconnect"),
      ...each(["cut"], { isOneWay: fc.boolean() }),
    ],
  },
  "node lives": {
    shape: "tiny",
    roles: [
      [oneOf(...each(["stopNode", "crash"], { node: place }))],
      [oneOf(...sends, ...about("isAlive"))],
      [maybe(...sends, ...about("isAlive"))],
    ],
    has: PLACES,
    statements: () => [
      ...each(["stopNode", "crash", "restart", "isUp", "runOn", "skew"], { node: place }),
      ...across,
      ...ones("now"),
    ],
  },
  "node names": {
    shape: "small",
    has: PLACES,
    statements: () => [
      ...ones("registerName", "whereisName", "monitorName", "refuse"),
      ...each(["sendTo"], { node: place, message }),
      ...each(["trySend"], { to: actor, message }),
      ...receives,
      ...ones("leave"),
    ],
  },
  "node faults": {
    shape: "least",
    has: PLACES,
    faults: [
      { crash: 1 },
      { restart: 1 },
      { partition: 1 },
      { cut: 1 },
      { oneWay: 1 },
      { drop: 1 },
      { refuse: 1 },
      { skew: 1 },
    ],
    statements: () => [...across, ...each(["trySend"], { to: actor, message }), ...ones("nodes", "now")],
  },
  everything: {
    has: [{ server: "quick" }, { server: "slow" }],
    statements: (body) => [
      ...cells,
      ...tables,
      ...sending,
      ...lifetimes,
      ...timers,
      ...locks(body),
      ...about("cancel", "join"),
      ...inside(body, "shield", "spawn"),
      ...branches(body, "all", "race"),
      ...each(["timeout"], { ms: delay, clear: clear(body) }),
      ...each(["choose"], { of: fc.constant(2) }),
      ...plain,
      ...ones("call", "stop", "pause", "quiescence", "fail"),
    ],
  },
};
