// Exit reasons with details: they are delivered unchanged and do not count as crashes.

import { exit, explore, join, kill, link, monitor, receive, sleep, spawn, spawnLink, trapExit } from "heddle";
import type { ExitReason, TaggedReason } from "heddle";
import { Supervisor } from "heddle/otp";
import type { ChildSpec } from "heddle/otp";
import { expect, test } from "vitest";

import { showReason } from "../../../src/kernel/index.ts";
import { allSchedules } from "../all-schedules.ts";

const CONFLICT = { kind: "conflict", key: "db", meta: { size: 1 } };

test("a tagged object reaches a monitor, a join and an actor that traps exits", async () => {
  const { outcomes } = await allSchedules(async (report) => {
    await trapExit(true);
    const worker = await spawn(() => exit(CONFLICT));
    await link(worker);
    const other = await spawn(() => receive("stop"));
    const ref = await monitor(other);
    await exit(other, CONFLICT);
    const { reason } = await receive({ kind: "down", ref });
    report([reason, (await receive({ kind: "exit" })).reason === "noproc", await join(worker)]);
  });
  expect(outcomes).toEqual([JSON.stringify([CONFLICT, false, CONFLICT]), JSON.stringify([CONFLICT, true, CONFLICT])]);
});

test("an actor that nobody watches may end with a tagged object", async () => {
  const { outcomes } = await allSchedules(async (report) => {
    report(await join(await spawn(() => exit(CONFLICT))));
  });
  expect(outcomes).toEqual([JSON.stringify(CONFLICT)]);
});

test("a tagged object ends those who are linked and do not trap exits", async () => {
  const { outcomes } = await allSchedules(async (report) => {
    const worker = await spawn(() => receive("stop"));
    const linked = await spawn(async () => {
      await link(worker);
      await receive("stop");
    });
    await exit(worker, CONFLICT);
    report(await join(linked));
  });
  expect(outcomes).toEqual(['"noproc"', JSON.stringify(CONFLICT)]);
});

test("a transient child is restarted after a conflict, and not after a shutdown with details", async () => {
  const { outcomes } = await allSchedules(
    async (report) => {
      const starts: string[] = [];
      const child = (id: string, reason: TaggedReason): ChildSpec => ({
        id,
        restart: "transient",
        start: () => {
          starts.push(id);
          return spawnLink(() => (starts.length > 2 ? receive("stop") : exit(reason)));
        },
      });
      const children = [child("a", { kind: "shutdown", after: 5 }), child("b", CONFLICT)];
      await Supervisor.start({ strategy: "oneForOne", children });
      await sleep(1);
      report(starts);
    },
    { signals: "instant", time: "lazy" },
  );
  expect(outcomes).toEqual([JSON.stringify(["a", "b", "b"])]);
});

test.each([
  [CONFLICT, "conflict, key db"],
  [{ kind: "nodedown", node: "b", at: 5, isHidden: true }, "nodedown, node b, at 5, isHidden true"],
  [{ kind: "crashed", error: new Error("lost") }, "crashed: lost"],
])("a reason is shown with its short details: %o", (reason: ExitReason, text) => {
  expect(showReason(reason)).toBe(text);
});

test("the main actor that ends with a tagged object fails the execution", async () => {
  const program = (): Promise<void> => exit(CONFLICT);
  const report = await explore(program, { executions: 1, shrink: false });
  const [counterexample] = report.counterexamples;
  expect(counterexample?.error).toEqual(new Error("The main actor exited: conflict, key db."));
});

test.each([[{ kind: "crashed", error: 1 }], [{ kind: 1 }], [null], [5]])("%o is no exit reason", async (reason) => {
  const { outcomes } = await allSchedules(async (report) => {
    const worker = await spawn(() => receive("stop"));
    const codes: unknown[] = [];
    for (const give of [() => exit(worker, reason as never), () => exit(reason as never)]) {
      try {
        await give();
      } catch (error) {
        codes.push((error as { code?: unknown }).code);
      }
    }
    report(codes);
    await kill(worker);
  });
  expect(outcomes).toEqual([JSON.stringify(["invalid-reason", "invalid-reason"])]);
});
