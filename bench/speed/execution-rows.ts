// Executions per second, compared with fast-check's scheduler on the same test.

import { perExecution, race } from "./measure.ts";
import { clients, lostUpdate, withFastCheck } from "./programs.ts";
import { perSecond, ROUNDS, times } from "./row.ts";
import type { Row } from "./row.ts";

/** The ratio of 250,000 executions/s to fast-check's 42,000. */
const LOST_UPDATE_RATIO = 250 / 42;

/** The nanoseconds of one unit of some work. */
export const timed = (work: (executions: number) => Promise<void>, executions: number) => async (): Promise<number> => {
  const start = performance.now();
  await work(executions);
  return ((performance.now() - start) * 1e6) / executions;
};

export async function clientRows(): Promise<readonly Row[]> {
  const cost = await race(
    {
      heddle: () => perExecution(clients, 50_000),
      waitFor: timed(withFastCheck(3, 2, "waitFor"), 4_000),
      waitAll: timed(withFastCheck(3, 2, "waitAll"), 12_000),
    },
    ROUNDS,
  );
  const byWaitFor = cost.waitFor / cost.heddle;
  const byWaitAll = cost.waitAll / cost.heddle;
  return [
    {
      what: "3 clients × 4 operations on a cell",
      measured: `${perSecond(cost.heddle)} = ${times(byWaitFor)} fc.scheduler with waitFor`,
      target: "≥ 12 ×",
      isMet: byWaitFor >= 12,
    },
    {
      what: "the same",
      measured: `${times(byWaitAll)} fc.scheduler with waitAll`,
      target: "≥ 4 ×",
      isMet: byWaitAll >= 4,
    },
  ];
}

export async function lostUpdateRows(): Promise<readonly Row[]> {
  const cost = await race(
    {
      heddle: () => perExecution(lostUpdate, 50_000),
      waitFor: timed(withFastCheck(3, 1, "waitFor"), 8_000),
    },
    ROUNDS,
  );
  const ratio = cost.waitFor / cost.heddle;
  return [
    {
      what: "a lost update of 3 actors",
      measured: `${perSecond(cost.heddle)} = ${times(ratio)} fc.scheduler with waitFor`,
      target: `≥ ${times(LOST_UPDATE_RATIO)}`,
      isMet: ratio >= LOST_UPDATE_RATIO,
    },
  ];
}
