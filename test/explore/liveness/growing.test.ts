// Programs that grow without end: the verdict names who runs, as fast as for any other program.

import { explore, pause, receive, self, send, spawn } from "heddle";
import type { Program, Report } from "heddle";
import { cell } from "heddle/memory";
import { expect, test } from "vitest";

/** A report of few executions, each of which is as long as any, in milliseconds of the whole with its diagnosis. */
async function diagnosed(program: Program, strategy: "random" | "portfolio" = "random"): Promise<Report> {
  return explore(program, { executions: 5, strategy, maxSteps: 10_000 });
}

const actors: Program = async () => {
  for (;;) await spawn("s", () => receive("bye"));
};

const enabledActors: Program = async () => {
  for (;;)
    await spawn("s", async () => {
      for (;;) await pause();
    });
};

const messages: Program = async () => {
  const sink = await spawn("sink", () => receive("bye"));
  for (let index = 0; ; index += 1) await send(sink, { index, list: [index, { of: index }] });
};

const ownMessages: Program = async () => {
  for (;;) await send(self(), "more");
};

const rows: Program = async () => {
  const map = cell(new Map<number, object>(), "map");
  for (let index = 0; ; index += 1) await map.update((before) => before.set(index, { index }));
};

test.each<[string, Program, string]>([
  ["actors that wait", actors, "main"],
  ["messages to one mailbox", messages, "main"],
  ["messages to oneself", ownMessages, "main"],
  ["rows of a map", rows, "main"],
])("%s: undecided, endless, and who", async (_what, program, who) => {
  const report = await diagnosed(program);

  expect(report).toMatchObject({ verdict: "undecided", executions: 5, undecided: 5, counterexamples: [] });
  expect(report.unfinished).toMatchObject([{ kind: "endless", index: 0, steps: 10_000 }]);
  expect(report.unfinished[0]?.ran.map((share) => share.who)).toContain(who);
  // Today on two busy cores 0.4 to 5 s; what grows with the square of the steps takes 5 to 20, and is stopped.
  expect(report.elapsedMs).toBeLessThan(10_000);
});

test("actors that all run: undecided", async () => {
  const report = await diagnosed(enabledActors);

  expect(report).toMatchObject({ verdict: "undecided", undecided: 5, counterexamples: [] });
  expect(report.elapsedMs).toBeLessThan(10_000);
});

test("with every strategy of the portfolio", async () => {
  const report = await diagnosed(actors, "portfolio");

  expect(report).toMatchObject({ verdict: "undecided", undecided: 5, counterexamples: [] });
});
