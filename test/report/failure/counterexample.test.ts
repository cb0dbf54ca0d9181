// Complete reports of failing executions: as text of any width, and as diagrams.

import assert from "node:assert/strict";

import { expect, test } from "vitest";

import { counterexampleText, mermaidText, paletteFor } from "../../../src/report/index.ts";
import { deadlock, explained, lateCleanup, lostUpdate, sources } from "../examples.ts";
import { counterexampleOf, trace } from "../steps.ts";

test("a lost update is told with its source, its two pairs and its command", async () => {
  const text = counterexampleText(await lostUpdate(), {
    ...sources,
    title: "lost-update",
    command: "npx heddle replay h2:…",
    allWith: "--all",
  });

  expect(text).toMatchInlineSnapshot(`
    "lost-update: AssertionError: an update was lost

      1 !== 2
      in main at scenarios/basics/lost-update.ts:29

        27 │   await join(alice);
        28 │   await join(bob);
      > 29 │   assert.equal(await counter.read(), 2, "an update was lost");
           │          ^
        30 │ }
        31 │

    Fails when \`bob: cell.read(counter)\` comes before \`alice: cell.write(counter) 1\` and
    \`alice: cell.read(counter)\` before \`bob: cell.write(counter) 1\`; passes when either comes the other
    way round.
    2 ordering constraints are enough, all of them together.

          #   main                alice               bob                     source
          1   spawn alice                                                     lost-update.ts:25
          2   spawn bob                                                       lost-update.ts:26
    ┌──1  3   │                   cell.read(counter) → 0                      lost-update.ts:20
    │┌─2  4*  │                   │                   cell.read(counter) → 0  lost-update.ts:20
    └┼─1  5   │                   │                   cell.write(counter) 1   lost-update.ts:20
     └─2  7   │                   cell.write(counter) 1                       lost-update.ts:20
          8   │                   exit 'normal'                               lost-update.ts:20
          9   join(alice) → 'normal'                                          lost-update.ts:27
         11   cell.read(counter) → 1                                          lost-update.ts:29
              ✗ AssertionError: an update was lost
    * differs from the default schedule
    2 steps that do not lead to the failure are not shown: --all

    1  step 3 before step 5; the other way round it passes
       3  alice: cell.read(counter) → 0  scenarios/basics/lost-update.ts:20
          │ else await counter.write((await counter.read()) + 1);
       5  bob: cell.write(counter) 1  scenarios/basics/lost-update.ts:20
          │ else await counter.write((await counter.read()) + 1);
    2  step 4 before step 7; the other way round it passes
       4  bob: cell.read(counter) → 0  scenarios/basics/lost-update.ts:20
          │ else await counter.write((await counter.read()) + 1);
       7  alice: cell.write(counter) 1  scenarios/basics/lost-update.ts:20
          │ else await counter.write((await counter.read()) + 1);

    11 steps, 4 switches, 1 deviation from the default schedule (execution 30 failed with 57 steps, 31
    switches, 1 deviation; shrunk in 212 re-runs)

    token: h2:lost-update:plan:AgF4Sg:0:pc7ps:oRmDFWJc:gx0G
    replay: npx heddle replay h2:…"
  `);
});

test("a race with the cleanup of a registry shows who was told what, and when", async () => {
  const text = counterexampleText(await lateCleanup(), { ...sources, title: "late-cleanup" });

  expect(text).toMatchInlineSnapshot(`
    "late-cleanup: AssertionError: RI5: main/worker-2 lives and owns db, but a lookup finds nobody.
      The journal:
        main/worker asks for db
        main/worker is told: db is yours
        main/worker is dead
        main/worker-2 asks for db
        main/worker-2 is told: db is yours
      in main at scenarios/registry/r03-late-cleanup-kills-successor.ts:68

        66 │   });
        67 │   await quiescence();
      > 68 │   journal.expectFound("db", await call<readonly Pid[]>(registry, { kind: "lookup", key: "d…
           │           ^
        69 │   await shutDown(second, registry);
        70 │ }

    Fails when \`registry: request of worker-2\` comes before \`registry: DOWN(worker)\`; passes the other
    way round.
    One ordering constraint is enough.

         #   time  main      worker    registry  worker-2                      source
         1         spawn registry                                              server.ts:23
         2         spawn worker                                                …up-kills-successor.ts:59
         3         monitor(worker)                                             …up-kills-successor.ts:60
         4         │         send(registry) request { from: worker, request:…  server.ts:39
         5         │         ├─────────▶ request { from: worker, request: re…
         6         │         │         receive → request { from: worker, req…  server.ts:26
         7         │         │         monitor(worker)                         …up-kills-successor.ts:34
         8         │         │         send(worker) answer { answer: 'ok' }    server.ts:31
         9         │         ◀─────────┤ answer { answer: 'ok' }
        10         │         receive → answer { answer: 'ok' }                 server.ts:40
        11         │         exit 'normal'                                     server.ts:40
        12         ◀─────────╴ DOWN(worker) 'normal'
        13         receive → down { pid: worker, reason: 'normal' }            …up-kills-successor.ts:61
        14         spawn worker-2      │                                       …up-kills-successor.ts:63
        15         │                   │         send(registry) request { fr…  server.ts:39
    ┌─1 16*        │                   ◀─────────┤ request { from: worker-2,…
    └─1 17*        │         ╶─────────▶ DOWN(worker) 'normal'
        18         │                   receive → request { from: worker-2, r…  server.ts:26
        19         │                   isAlive(worker)                         …up-kills-successor.ts:33
        20         │         ◀─────────┤ 'isAlive'
        21         │         ╶─────────▶ reply false
        22         │                   monitor(worker-2)                       …up-kills-successor.ts:34
        23         │                   send(worker-2) answer { answer: 'ok' }  server.ts:31
        24         │                   receive → down { pid: worker, reason:…  server.ts:26
        25         │                   ├─────────▶ answer { answer: 'ok' }
        26         │                   │         receive → answer { answer: …  server.ts:40
        28   1 ms  send(registry) request { from: main, request: lookup { ke…  server.ts:39
        29         ├───────────────────▶ request { from: main, request: look…
        30         │                   receive → request { from: main, reque…  server.ts:26
        31         │                   send(main) answer { answer: [] }        server.ts:31
        32         ◀───────────────────┤ answer { answer: [] }
        33         receive → answer { answer: [] }                             server.ts:40
                   ✗ AssertionError: RI5: main/worker-2 lives and owns db, b…
    * differs from the default schedule
    1 step that does not lead to the failure is not shown

    1  step 16 before step 17; the other way round it passes
       16  worker-2→registry: request { from: worker-2, request: register { key: 'db' } }
       17  worker→registry: DOWN(worker) 'normal'

    33 steps, 21 switches, 2 deviations from the default schedule (execution 30 failed with 57 steps, 31
    switches, 2 deviations; shrunk in 212 re-runs)

    token: h2:late-cleanup:plan:BQESgwEBwhc:0:pl7ps:9Z-hfRfR:AWE1"
  `);
});

test("a deadlock ends in the lanes of those who wait", async () => {
  const text = counterexampleText(await deadlock(), sources);

  expect(text).toMatchInlineSnapshot(`
    "Deadlock: No actor can make progress:
        main waits in join(alice) for main/alice
        main/alice waits in mutex.acquire(right) for main/bob
        main/bob waits in mutex.acquire(left) for main/alice
        cycle: main/alice → main/bob → main/alice

    One ordering constraint is enough.

        #   main        alice       bob                                       source
        1   spawn alice                                                       examples.ts:75
        2   spawn bob                                                         examples.ts:81
    ┌─1 3   │           mutex.acquire(left)                                   examples.ts:76
    └─1 4*  │           │           mutex.acquire(right)                      examples.ts:82
            ✗ waits in join(alice) for alice
            │           ✗ waits in mutex.acquire(right) for bob
            │           │           ✗ waits in mutex.acquire(left) for alice
    * differs from the default schedule

    1  step 3 before step 4; the other way round it passes
       3  alice: mutex.acquire(left)  test/report/examples.ts:76
          │ await left.acquire();
       4  bob: mutex.acquire(right)  test/report/examples.ts:82
          │ await right.acquire();

    4 steps, 2 switches, 1 deviation from the default schedule (execution 30 failed with 57 steps, 31
    switches, 1 deviation; shrunk in 212 re-runs)

    token: h2:opposite-orders:plan:AgEs3w:0:pc7ps:wtlQAd2O:5Evz"
  `);
});

test("a counterexample that was not shrunk shows all its steps and explains nothing", async () => {
  const text = counterexampleText(
    { ...(await lostUpdate()), explanation: undefined },
    { command: "npx heddle replay h2:…" },
  );

  expect(text).toMatchInlineSnapshot(`
    "AssertionError: an update was lost

      1 !== 2
      in main, after step 11 at lost-update.ts:29

     #   main                          alice                   bob                     source
     1   spawn alice                                                                   lost-update.ts:25
     2   spawn bob                                                                     lost-update.ts:26
     3   │                             cell.read(counter) → 0                          lost-update.ts:20
     4*  │                             │                       cell.read(counter) → 0  lost-update.ts:20
     5   │                             │                       cell.write(counter) 1   lost-update.ts:20
     6   │                             │                       exit 'normal'           lost-update.ts:20
     7   │                             cell.write(counter) 1                           lost-update.ts:20
     8   │                             exit 'normal'                                   lost-update.ts:20
     9   join(alice) → 'normal'                                                        lost-update.ts:27
    10   join(bob) → 'normal'                                                          lost-update.ts:28
    11   cell.read(counter) → 1                                                        lost-update.ts:29
         ✗ AssertionError: an update was lost
    * differs from the default schedule

    execution 30: 11 steps, 4 switches, 1 deviation from the default schedule

    token: h2:lost-update:plan:AgF4Sg:0:pc7ps:oRmDFWJc:gx0G
    replay: npx heddle replay h2:…"
  `);
});

test("all steps are shown to whoever asks for them", async () => {
  const text = counterexampleText(await lostUpdate(), { all: true });

  expect(text).toContain("exit 'normal'");
  expect(text).not.toContain("not shown");
});

test.each([40, 60, 80, 100, 120, 200])("no line of a page of %i columns is wider", async (columns) => {
  const long = counterexampleOf(
    { kind: "spawn", argument: `'${"a name ".repeat(40)}'` },
    { actor: `main/${"long".repeat(20)}`, kind: "cell.write", object: "x".repeat(70), argument: "y".repeat(90) },
    {
      actor: "main/one",
      sender: "main",
      kind: "deliver",
      signal: { content: `word { text: '${"z".repeat(200)}' }` },
    },
  );
  const unlikely = explained(
    { ...long, error: new Error(`${"word ".repeat(60)}\n    ${"endless".repeat(60)}`) },
    { pairs: [[2, 3]], depth: 1, sentence: "why ".repeat(70), slice: [1, 2, 3] },
  );

  for (const one of [await lostUpdate(), await lateCleanup(), await deadlock(), unlikely]) {
    const lines = counterexampleText(one, { ...sources, columns }).split("\n");
    const wide = lines.filter((line) => Array.from(line).length > columns && !line.startsWith("token: "));
    expect(wide).toEqual([]);
  }
});

test("colors change nothing but colors", async () => {
  const found = await lateCleanup();
  const colored = counterexampleText(found, { ...sources, palette: paletteFor(true) });

  expect(colored).toContain("\u001B[31mAssertionError");
  // oxlint-disable-next-line no-control-regex
  expect(colored.replaceAll(/\u001B\[\d+m/g, "")).toBe(counterexampleText(found, sources));
});

test("of many steps those are hidden between which nothing of note happens", () => {
  const many = Array.from({ length: 200 }, (_, index) => ({ kind: "pause", isDeviation: index === 100 }));
  const found = explained(counterexampleOf(...many), {
    pairs: [[50, 150]],
    depth: 1,
    sentence: "",
    slice: many.map((_, index) => index + 1),
  });

  const text = counterexampleText(found, { columns: 60 });

  expect(text.split("\n").filter((line) => /⋮|\*|─/.test(line))).toMatchInlineSnapshot(`
    [
      "          ⋮ 49 steps",
      "┌─1  50   pause               race.ts:50",
      "│         ⋮ 50 steps",
      "│   101*  pause               race.ts:101",
      "│         ⋮ 48 steps",
      "└─1 150   pause               race.ts:150",
      "* differs from the default schedule",
    ]
  `);
  expect(text.split("\n").length).toBeLessThan(80);
});

test("pairs that share a step share a row, and more than three are only counted", () => {
  const steps = Array.from({ length: 6 }, () => ({}));
  const found = explained(counterexampleOf(...steps), {
    pairs: [
      [1, 3],
      [1, 5],
      [2, 4],
      [4, 6],
    ],
    depth: 4,
    sentence: "",
    slice: [1, 2, 3, 4, 5, 6],
    isMinimal: false,
  });

  expect(counterexampleText(found)).toMatchInlineSnapshot(`
    "Error: it failed
      in main, after step 6 at race.ts:6

    4 ordering constraints are enough, all of them together.

            #   main                source
    ┌┬──1,2 1   pause               race.ts:1
    ││┌─3   2   pause               race.ts:2
    └┼┼─1   3   pause               race.ts:3
     │└─3   4   pause               race.ts:4
     └──2   5   pause               race.ts:5
            6   pause               race.ts:6
                ✗ Error: it failed

    1  step 1 before step 3; the other way round it passes
       1  main: pause  race.ts:1
       3  main: pause  race.ts:3
    2  step 1 before step 5; the other way round it passes
       1  main: pause  race.ts:1
       5  main: pause  race.ts:5
    3  step 2 before step 4; the other way round it passes
       2  main: pause  race.ts:2
       4  main: pause  race.ts:4
    and 1 more pair of steps whose order matters

    6 steps, 1 switch, 0 deviations from the default schedule (execution 30 failed with 57 steps, 31
    switches, 0 deviations; shrunk in 212 re-runs; the re-run limit was reached, so it may not be
    minimal)

    token: h2:race:plan::0:pc7ps:aaaaaaaa:bbbb"
  `);
});

test("a pair that fails otherwise the other way round says how", () => {
  const found = explained(counterexampleOf({}, {}), { pairs: [[1, 2]], depth: 1, sentence: "", slice: [1, 2] });
  const criticalPairs =
    found.explanation?.criticalPairs.map((pair) => ({ ...pair, reversed: "Deadlock: all wait" })) ?? [];
  const { explanation } = found;
  assert(explanation !== undefined);
  const otherwise = { ...found, explanation: { ...explanation, criticalPairs } };

  expect(counterexampleText(otherwise)).toContain(
    "1  step 1 before step 2; the other way round it fails otherwise: Deadlock: all wait",
  );
});

test("a lost update becomes a sequence diagram", async () => {
  expect(mermaidText(await lostUpdate())).toMatchInlineSnapshot(`
    "sequenceDiagram
      participant p0 as main
      participant p1 as alice
      participant p2 as bob
      Note over p0: 2 steps not shown
      Note over p0: 1. spawn alice
      Note over p0: 2. spawn bob
      rect rgba(255, 193, 7, 0.3)
        Note over p1: 3. cell.read(counter) → 0
      end
      rect rgba(255, 193, 7, 0.3)
        Note over p2: 4. cell.read(counter) → 0
      end
      rect rgba(255, 193, 7, 0.3)
        Note over p2: 5. cell.write(counter) 1
        Note right of p2: passes if step 5 comes before step 3
      end
      rect rgba(255, 193, 7, 0.3)
        Note over p1: 7. cell.write(counter) 1
        Note right of p1: passes if step 7 comes before step 4
      end
      Note over p1: 8. exit 'normal'
      Note over p0: 9. join(alice) → 'normal'
      Note over p0: 11. cell.read(counter) → 1
      Note over p0: ✗ AssertionError: an update was lost"
  `);
});

test("a race of signals becomes a sequence diagram with arrows", async () => {
  expect(mermaidText(await lateCleanup(), { all: true })).toMatchInlineSnapshot(`
    "sequenceDiagram
      participant p0 as main
      participant p1 as worker
      participant p2 as registry
      participant p3 as worker-2
      Note over p0: 1. spawn registry
      Note over p0: 2. spawn worker
      Note over p0: 3. monitor(worker)
      Note over p1: 4. send(registry) request { from: worker, request: register { key: 'db' } }
      p1->>p2: 5. request { from: worker, request: register { key: 'db' } }
      Note over p2: 6. receive → request { from: worker, request: register { key: 'db' } }
      Note over p2: 7. monitor(worker)
      Note over p2: 8. send(worker) answer { answer: 'ok' }
      p2->>p1: 9. answer { answer: 'ok' }
      Note over p1: 10. receive → answer { answer: 'ok' }
      Note over p1: 11. exit 'normal'
      p1->>p0: 12. DOWN(worker) 'normal'
      Note over p0: 13. receive → down { pid: worker, reason: 'normal' }
      Note over p0: 14. spawn worker-2
      Note over p3: 15. send(registry) request { from: worker-2, request: register { key: 'db' } }
      rect rgba(255, 193, 7, 0.3)
        p3->>p2: 16. request { from: worker-2, request: register { key: 'db' } }
      end
      rect rgba(255, 193, 7, 0.3)
        p1->>p2: 17. DOWN(worker) 'normal'
        Note right of p2: passes if step 17 comes before step 16
      end
      Note over p2: 18. receive → request { from: worker-2, request: register { key: 'db' } }
      Note over p2: 19. isAlive(worker)
      p2->>p1: 20. 'isAlive'
      p1->>p2: 21. reply false
      Note over p2: 22. monitor(worker-2)
      Note over p2: 23. send(worker-2) answer { answer: 'ok' }
      Note over p2: 24. receive → down { pid: worker, reason: 'normal' }
      p2->>p3: 25. answer { answer: 'ok' }
      Note over p3: 26. receive → answer { answer: 'ok' }
      Note over p0: 27. sleep 1
      Note over p0: 28. send(registry) request { from: main, request: lookup { key: 'db' } }
      p0->>p2: 29. request { from: main, request: lookup { key: 'db' } }
      Note over p2: 30. receive → request { from: main, request: lookup { key: 'db' } }
      Note over p2: 31. send(main) answer { answer: [] }
      p2->>p0: 32. answer { answer: [] }
      Note over p0: 33. receive → answer { answer: [] }
      Note over p0: ✗ AssertionError: RI5: main/worker-2 lives and owns db, but a lookup finds nobo…"
  `);
});

test("a diagram escapes what Mermaid would read as its own", () => {
  const found = counterexampleOf({ kind: "say", argument: `'a; b # c "d" <e> %%f $$g' \n h` });

  expect(mermaidText(found).split("\n")[2]).toBe(
    "  Note over p0: 1. say 'a#59; b #35; c #34;d#34; #60;e#62; #37;#37;f #36;#36;g'<br/>h",
  );
});

test("an empty trace is a page without lanes", () => {
  expect(counterexampleText({ ...counterexampleOf(), trace: trace() })).not.toContain("main  ");
});

test("pairs that do not meet share a column", () => {
  const found = explained(counterexampleOf({}, {}, {}, {}), {
    pairs: [
      [1, 2],
      [3, 4],
    ],
    depth: 2,
    sentence: "",
    slice: [1, 2, 3, 4],
  });

  expect(counterexampleText(found).split("\n").slice(6, 10)).toEqual([
    "┌─1 1   pause               race.ts:1",
    "└─1 2   pause               race.ts:2",
    "┌─2 3   pause               race.ts:3",
    "└─2 4   pause               race.ts:4",
  ]);
});
