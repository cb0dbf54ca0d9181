// Programs that grow without end: the verdict names who runs, as fast as for any other program.

import { explore, pause, receive, self, send, spawn } from "heddle";
import type { Program, Report } from "heddle";
import { cell } from "heddle/memory";
import { expect, test } from "vitest";

/** A report of few executions, each of which is as long as any, in milliseconds of the whole with its diagnosis. */
async function diagnosed(
  program: Program,
  strategy: "random" | "portfolio" = "random",
  maxSteps: number = 10_000,
): Promise<Report> {
  return explore(program, { executions: 5, strategy, maxSteps });
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

const GROWING: readonly [string, Program, string][] = [
  ["actors that wait", actors, "main"],
  ["messages to one mailbox", messages, "main"],
  ["messages to oneself", ownMessages, "main"],
  ["rows of a map", rows, "main"],
];

test.each(GROWING)(
  "%s: undecided, endless, and who; the time grows with the steps, not with their square",
  async (_what, program, who) => {
    const few = await diagnosed(program, "random", 2_500);
    const report = await diagnosed(program);

    expect(report).toMatchObject({ verdict: "undecided", executions: 5, undecided: 5, counterexamples: [] });
    expect(report.unfinished).toMatchObject([{ kind: "endless", index: 0, steps: 10_000 }]);
    expect(report.unfinished[0]?.ran.map((share) => share.who)).toContain(who);
    expect(report.elapsedMs / few.elapsedMs).toBeLessThan(10);
  },
);

test("actors that all run: undecided", async () => {
  const report = await diagnosed(enabledActors);

  expect(report).toMatchObject({ verdict: "undecided", undecided: 5, counterexamples: [] });
  expect(report.elapsedMs).toBeLessThan(10_000);
});

test("with every strategy of the portfolio", async () => {
  const report = await diagnosed(actors, "portfolio");

  expect(report).toMatchObject({ verdict: "undecided", undecided: 5, counterexamples: [] });
});
