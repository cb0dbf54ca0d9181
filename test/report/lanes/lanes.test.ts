// Traces in lanes and in turns.

import { expect, test } from "vitest";

import { laneText, paletteFor, switchText } from "../../../src/report/index.ts";
import type { PageOptions } from "../../../src/report/index.ts";
import { Role } from "../../../src/trace/index.ts";
import { trace } from "../steps.ts";

const WIDE: PageOptions = { columns: 120, folder: "/home/project", palette: paletteFor(false) };

const HELLO = { content: ["hello { from: ", { actor: "main/one" }, " }"] };

const RACE = trace(
  { kind: "spawn", argument: "'one'", spawned: "main/one" },
  { actor: "main/one", kind: "cell.read", object: "counter", result: "0" },
  { actor: "main/two", kind: "cell.write", object: "counter", argument: "1", isDeviation: true },
  { actor: "main", sender: "main/one", role: Role.delivery, kind: "deliver", signal: { content: "'hello'" } },
  { actor: "main", who: "main#1", task: 1, kind: "timer", time: 1_500, source: undefined },
);

test("lanes show a column an actor, a row a step, signals, virtual time and sources", () => {
  expect(laneText(RACE, WIDE)).toBe(
    [
      "#   time     main       one                     two                    source",
      "1            spawn one                                                 src/race.ts:1",
      "2            │          cell.read(counter) → 0                         src/race.ts:2",
      "3*           │          │                       cell.write(counter) 1  src/race.ts:3",
      "4            ◀──────────┤ 'hello'               │                      src/race.ts:4",
      "5   1500 ms  #1 timer   │                       │",
      "* differs from the default schedule",
    ].join("\n"),
  );
});

test("on a narrow page texts run on over the lanes to their right", () => {
  expect(laneText(RACE, { ...WIDE, columns: 72 })).toBe(
    [
      "#   time     main       one         two                    source",
      "1            spawn one                                     src/race.ts:1",
      "2            │          cell.read(counter) → 0             src/race.ts:2",
      "3*           │          │           cell.write(counter) 1  src/race.ts:3",
      "4            ◀──────────┤ 'hello'   │                      src/race.ts:4",
      "5   1500 ms  #1 timer   │           │",
      "* differs from the default schedule",
    ].join("\n"),
  );
});

test("a text that is too long is cut, its result last", () => {
  const long = trace({ kind: "table.get", object: "a name that goes on and on and on and on", result: "'found'" });

  expect(laneText(long, { ...WIDE, columns: 60 }).split("\n")[1]).toBe(
    "1   table.get(a name that goes on … → 'found'  src/race.ts:1",
  );
});

test("an arrow goes from the sender's lane to the receiver's, also from a sender that has ended", () => {
  const signals = trace(
    { actor: "main/one", kind: "send", object: [{ actor: "main/two" }], signal: HELLO },
    { actor: "main/one", kind: "exit", object: [{ actor: "main/one" }], argument: "'normal'" },
    { actor: "main/two", sender: "main/one", kind: "deliver", signal: HELLO },
    {
      actor: "main/two",
      sender: "main/one",
      kind: "deliver",
      signal: { kind: "down", about: "main/one", content: "'normal'" },
    },
    { actor: "main", sender: "main/two", kind: "deliver", signal: { kind: "reply", content: "ok" } },
  ).map((step) => ({ ...step, source: undefined }));

  expect(laneText(signals, WIDE)).toBe(
    [
      "#   one                            two                    main",
      "1   send(two) hello { from: one }",
      "2   exit 'normal'",
      "3   ╶──────────────────────────────▶ hello { from: one }",
      "4   ╶──────────────────────────────▶ DOWN(one) 'normal'",
      "5                                  ├──────────────────────▶ reply ok",
    ].join("\n"),
  );
});

test("more actors than the page has room for share a column", () => {
  const many = trace(...Array.from({ length: 20 }, (_, index) => ({ actor: `main/client-${index}` })));

  const [head, first] = laneText(many, { ...WIDE, columns: 80 }).split("\n");

  expect(head).toBe(" #   actor             source");
  expect(first).toBe(" 1   client-0: pause   src/race.ts:1");
});

test("actors whose last names are equal are told apart by as much of their paths as it takes", () => {
  const [head] = laneText(trace({ actor: "main/a/worker" }, { actor: "main/b/worker" }), WIDE).split("\n");

  expect(head).toBe("#   a/worker  b/worker  source");
});

test("a source outside the folder is shown by its file name", () => {
  const source = { file: "/elsewhere/race.ts", line: 7, column: 1 };

  expect(laneText(trace({ source }), WIDE).split("\n")[1]).toBe("1   pause  race.ts:7");
});

test("a deviation is colored only for a reader that shows colours", () => {
  const plain = laneText(RACE, WIDE);
  const colored = laneText(RACE, { ...WIDE, palette: paletteFor(true) });

  expect(colored).toContain("\u001B[33m3*");
  // oxlint-disable-next-line no-control-regex
  expect(colored.replaceAll(/\u001B\[\d+m/g, "")).toBe(plain);
});

test("a lifeline ends with the exit, the kill or the fatal EXIT of its actor", () => {
  const ends = trace(
    ...["exits", "killed", "linked", "traps", "faulty"].map((name) => ({ actor: name })),
    { actor: "exits", kind: "exit", object: [{ actor: "exits" }], argument: "'normal'" },
    { actor: "killed", sender: "main", role: Role.delivery, kind: "deliver", signal: { kind: "kill" } },
    {
      actor: "linked",
      sender: "exits",
      role: Role.delivery,
      kind: "deliver",
      signal: { kind: "exit", content: "'boom'" },
    },
    {
      actor: "traps",
      sender: "exits",
      role: Role.delivery,
      kind: "deliver",
      signal: { kind: "exit", content: "'boom'" },
    },
    { actor: "faulty", role: Role.fault, kind: "kill", object: "faulty" },
    { actor: "traps" },
    { actor: "main" },
  ).map((step) => ({ ...step, source: undefined }));

  expect(laneText(ends, WIDE).split("\n").slice(6)).toMatchInlineSnapshot(`
    [
      " 6   exit 'normal'  │         │              │              │",
      " 7                  ◀────────────────────────────────────────────────────┤ KILL",
      " 8   ╶────────────────────────▶ EXIT 'boom'  │              │            │",
      " 9   ╶───────────────────────────────────────▶ EXIT 'boom'  │            │",
      "10                                           │              fault: kill  │",
      "11                                           pause                       │",
      "12                                           │                           pause",
    ]
  `);
});

test("an empty trace has no rows", () => {
  expect(laneText([], WIDE)).toBe("#");
  expect(switchText([], WIDE)).toBe("");
});

test("a turn that is too long for its line keeps how it ends", () => {
  const long = "x".repeat(60);
  const turns = trace({ kind: "cell.read", result: long }, { kind: "cell.write", result: "true" });

  expect(switchText(turns, { columns: 60 })).toBe("  1–2  main  cell.read → xxxx… … cell.write → true  race.ts:1");
});

test("turns show who ran from which step on, with the first and the last of its steps", () => {
  const turns = trace({ kind: "spawn" }, { kind: "join" }, { actor: "main/one", isDeviation: true }, {});

  expect(switchText(turns, WIDE)).toBe(
    [
      "  1–2  main  spawn … join  src/race.ts:1",
      "    3* one   pause         src/race.ts:3",
      "    4  main  pause         src/race.ts:4",
    ].join("\n"),
  );
});
