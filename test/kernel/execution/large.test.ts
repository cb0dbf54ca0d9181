// The cost of one large execution grows with its size, not with the square of it.

import { explore, pause, receive, spawn } from "heddle";
import type { Program, Report } from "heddle";
import { expect, test } from "vitest";

/** Four times the work may take this many times as long: 4 when it is linear, 16 when it is quadratic. */
const MOST = 10;

async function timed(program: Program): Promise<{ readonly report: Report; readonly elapsed: number }> {
  const report = await explore(program, { strategy: "random", executions: 1, maxSteps: 10_000_000 });
  return { report, elapsed: report.elapsedMs };
}

/** Actors that are all alive at the end, half of them of a name of their own. */
function alive(actors: number): Program {
  return async () => {
    for (let index = 0; index < actors; index += 1) {
      await spawn(index % 2 === 0 ? "worker" : `worker ${index}`, async () => {
        await pause();
        await receive("bye");
      });
    }
  };
}

function paced(steps: number): Program {
  const walk = async (): Promise<void> => {
    for (let step = 0; step < steps / 2; step += 1) await pause();
  };
  return async () => {
    await spawn(walk);
    await walk();
  };
}

test("50,000 actors are alive", async () => {
  const few = await timed(alive(12_500));
  const many = await timed(alive(50_000));

  expect(many.report).toMatchObject({ counterexamples: [], undecided: 0, steps: 100_001 });
  expect(many.report.leaks).toHaveLength(50_000);
  expect(many.elapsed / few.elapsed).toBeLessThan(MOST);
});

test("an execution has a million steps", async () => {
  const few = await timed(paced(250_000));
  const many = await timed(paced(1_000_000));

  expect(many.report).toMatchObject({ verdict: "passed", undecided: 0, steps: 1_000_003 });
  expect(many.elapsed / few.elapsed).toBeLessThan(MOST);
});
