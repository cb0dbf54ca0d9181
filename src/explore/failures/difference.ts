// An execution that passed and did something else when it was run again with the same choices: how it is run again, and the
// error that tells the first step that differs.

import { UncontrolledNondeterminism } from "../../errors.ts";
import { FollowOrder, FollowSchedule } from "../../strategy/index.ts";
import type { Strategy } from "../../strategy/index.ts";
import { stepLabel } from "../../trace/index.ts";
import type { EnabledOperation, SourcePosition, Step } from "../../trace/index.ts";
import type { ExecutionDifference, Reproducer } from "../workers/batch-result.ts";

/** Follows what was recorded, and goes on somehow where that does not fit. */
export function followAsFar({ choices, moves }: Pick<Reproducer, "choices" | "moves">): Strategy {
  return moves === undefined ? new ChoicesAsFarAsTheyFit(choices) : new FollowOrder(moves, new FollowSchedule([]));
}

class ChoicesAsFarAsTheyFit implements Strategy {
  readonly recipe: string = "recorded";
  readonly #choices: readonly number[];
  #next = 0;

  constructor(choices: readonly number[]) {
    this.#choices = choices;
  }

  begin(): void {
    this.#next = 0;
  }

  choose(enabled: readonly EnabledOperation[]): number {
    return this.draw(enabled.length);
  }

  draw(bound: number): number {
    const choice = this.#choices[this.#next] ?? 0;
    this.#next += 1;
    return choice < bound ? choice : 0;
  }
}

/**
 * The error for an execution that did something else when it was run again.
 * @param traces of further runs of it
 */
export function leaksBetweenExecutions(
  difference: ExecutionDifference,
  traces: readonly (readonly Step[])[],
): UncontrolledNondeterminism {
  const { before, index, now, step } = difference;
  const position = positionOf(difference, traces);
  const place =
    position === undefined ? "" : ` (${position.file.slice(position.file.search(/[^/\\]*$/))}:${position.line})`;
  return new UncontrolledNondeterminism(
    `Execution ${index + 1} passed, and did something else when it was run again with the same choices: step ${step} ` +
      `${changeText(before, now)}${place}. State outlives an execution: a variable of a module, of a describe block or of beforeEach, a ` +
      "singleton, a cache, a generator; or real time or random values that heddle does not see take part. Create all state " +
      "inside the program, put it back with the option reset, or instrument the modules that keep it, with freshModules: true.",
    { code: "leaks-between-executions" },
  );
}

function changeText(before: string | undefined, now: string | undefined): string {
  if (before === undefined && now === undefined) return "and later ones, which are not kept, were others";
  if (before === now) return `was and is ${now ?? "the end"}, with other values`;
  return `was ${before ?? "not reached"}, now it is ${now ?? "not reached"}`;
}

/** The source of the step that differs; of the one before, if the execution ended where it was. */
function positionOf(
  { before, now, step }: ExecutionDifference,
  traces: readonly (readonly Step[])[],
): SourcePosition | undefined {
  const labels = [now, before].filter((label) => label !== undefined);
  for (const label of labels) {
    for (const trace of traces) {
      const found = trace[step - 1];
      if (found?.source !== undefined && stepLabel(found) === label) return found.source;
    }
  }
  for (const label of labels) {
    const found = traces.flat().find((each) => each.source !== undefined && stepLabel(each) === label);
    if (found !== undefined) return found.source;
  }
  return traces.map((trace) => trace[step - 2]?.source).find((source) => source !== undefined);
}

/** Node warns of a leak from one more on. */
const MOST_LISTENERS = 10;

/** The numbers of listeners on the process, by event. */
type Listeners = ReadonlyMap<string | symbol, number>;

/**
 * Compares the listeners on the process before and after an exploration.
 * @throws UncontrolledNondeterminism (`leaks-between-executions`) if executions have left so many that Node warns
 */
export function checkListeners(before: Listeners, after: Listeners): void {
  for (const [event, count] of after) {
    const left = count - (before.get(event) ?? 0);
    if (left <= MOST_LISTENERS) continue;
    throw new UncontrolledNondeterminism(
      `The executions have left ${left} listeners of "${String(event)}" on process, which are called in later ones. Let the ` +
        "program remove what it adds, in finally for example, or remove them with the option reset.",
      { code: "leaks-between-executions" },
    );
  }
}
