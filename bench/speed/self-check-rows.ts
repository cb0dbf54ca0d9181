// What running a sample of the executions again costs: explorations with the self-check and without it, in turns.

import { race, run } from "./measure.ts";
import { clients, lostUpdate } from "./programs.ts";
import { ROUNDS } from "./row.ts";
import type { Row } from "./row.ts";

/** The methods that record executions and say which are run again. */
interface Checking {
  observe(): unknown;
  passed(): boolean;
}

/** At most so much of an exploration without it, since one of 64 is run again. */
const MOST = 1.03;

/** The rows for programs with few steps, in which what begins and ends an execution counts most. */
export async function selfCheckRows(): Promise<readonly Row[]> {
  const toggle = await selfCheckToggle();
  const programs = { "3 clients × 4 operations": clients, "a lost update of 3 actors": lostUpdate };
  const rows: Row[] = [];
  for (const [name, program] of Object.entries(programs)) {
    const contestant = (isOn: boolean) => async (): Promise<number> => {
      toggle.isOn = isOn;
      // Of the processor: the difference is smaller than what other processes take.
      const before = process.cpuUsage();
      await run(program, { strategy: "random", executions: 50_000 });
      const { system, user } = process.cpuUsage(before);
      return user + system;
    };
    const cost = await race({ without: contestant(false), checked: contestant(true) }, ROUNDS);
    const ratio = cost.checked / cost.without;
    rows.push({
      what: `the self-check, ${name}`,
      measured: `${((ratio - 1) * 100).toFixed(1)} %`,
      target: "≤ 3 %",
      isMet: ratio <= MOST,
    });
  }
  return rows;
}

/** There is no option for it: its class is made to ask. */
async function selfCheckToggle(): Promise<{ isOn: boolean }> {
  const toggle = { isOn: true };
  const module: unknown = await import(new URL("explore/search/self-check.js", import.meta.resolve("heddle")).href);
  const { prototype } = (module as { readonly SelfCheck: { readonly prototype: Checking } }).SelfCheck;
  const { observe, passed } = prototype;
  prototype.observe = function observeIfOn(this: Checking): unknown {
    return toggle.isOn ? observe.call(this) : undefined;
  };
  prototype.passed = function passedIfOn(this: Checking): boolean {
    return toggle.isOn && passed.call(this);
  };
  return toggle;
}
