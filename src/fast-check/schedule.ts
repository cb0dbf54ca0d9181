// A schedule as a property gets it: runs a program once, throws what goes wrong, and shows it in fast-check's report.

import { PreconditionFailure } from "fast-check";

import { UsageError } from "../errors.ts";
import { exploreOn } from "../explore/index.ts";
import type { Counterexample, ExploreOptions, Program, Report } from "../explore/index.ts";
import { nodeHost } from "../host/index.ts";
import { currentTask } from "../kernel/index.ts";
import { laneText, paletteFor } from "../report/index.ts";
import { FollowPlan } from "./follow-plan.ts";
import { isGenerated, planText } from "./plan.ts";
import type { SchedulePlan } from "./plan.ts";

/** What holds for the executions of a schedule; as for `explore`. */
export type ScheduleOptions = Pick<ExploreOptions, "signals" | "time" | "maxSteps" | "faults" | "checks">;

/** How wide a counterexample is shown. */
const COLUMNS = 110;
/** No file is in it, so source files are shown by their names alone. */
const NO_FOLDER = "\0";

/** One schedule, made by `schedule()`. The same object gives the same execution of the same program each time. */
export class Schedule {
  readonly #plan: SchedulePlan;
  readonly #options: ScheduleOptions;
  #isRunning = false;
  #counterexample: Counterexample | undefined = undefined;

  /** @internal */
  constructor(plan: SchedulePlan, options: ScheduleOptions) {
    this.#plan = plan;
    this.#options = options;
  }

  /** What the latest run found; `undefined` when it ended well. */
  get counterexample(): Counterexample | undefined {
    return this.#counterexample;
  }

  /**
   * Runs one execution of `program` under this schedule.
   * @throws what the program throws, as it is; Deadlock or Livelock when it cannot end; UsageError (`out-of-steps`)
   *   when it does not end within `maxSteps`, unless the schedule has been shrunk: then fast-check skips the run
   */
  async run(program: Program): Promise<void> {
    this.#refuse(program);
    this.#isRunning = true;
    this.#counterexample = undefined;
    try {
      let skipped: unknown;
      const watched = async (): Promise<void> => {
        try {
          await program();
        } catch (error) {
          if (!PreconditionFailure.isFailure(error)) throw error;
          skipped = error;
        }
      };
      const report = await exploreOn(nodeHost, watched, this.#exploration(program.name));
      if (PreconditionFailure.isFailure(skipped)) throw skipped;
      this.#conclude(report);
    } finally {
      this.#isRunning = false;
    }
  }

  /** One line; after a run that failed its lanes besides, which is how fast-check's report comes by them. */
  toString(): string {
    const line = `schedule(${planText(this.#plan)})`;
    if (this.#counterexample === undefined) return line;
    const { deviations, steps, trace } = this.#counterexample;
    const size = `${line}: ${counted(steps, "step")}, ${counted(deviations.length, "deviation")}`;
    if (steps === 0) return size;
    return `${size}\n${laneText(trace, { columns: COLUMNS, folder: NO_FOLDER, palette: paletteFor(false) })}\n`;
  }

  #refuse(program: unknown): void {
    if (currentTask() !== undefined) {
      throw new UsageError(
        "The run of a schedule was called inside an execution. Call it from the property, not from a program.",
        { code: "nested-exploration" },
      );
    }
    if (typeof program !== "function") {
      throw new UsageError(`The run of a schedule takes a program, an async function, but got ${typeof program}.`, {
        code: "no-program",
      });
    }
    if (!this.#isRunning) return;
    throw new UsageError(
      "A schedule was asked to run a program while it runs another. Await the first run, or generate two schedules.",
      { code: "schedule-in-use" },
    );
  }

  #exploration(name: string): ExploreOptions {
    const { seed } = this.#plan;
    const strategy = new FollowPlan(this.#plan);
    return { ...this.#options, ...(name === "" ? {} : { name }), strategy, seed, executions: 1, shrink: false };
  }

  #conclude({ counterexamples, steps, undecided }: Report): void {
    const [counterexample] = counterexamples;
    if (counterexample !== undefined) {
      this.#counterexample = counterexample;
      throw counterexample.error;
    }
    if (undecided === 0) return;
    // A simpler schedule may starve who would end a loop. That says nothing, and must not replace what was found.
    if (!isGenerated(this.#plan)) throw new PreconditionFailure();
    throw new UsageError(
      `The execution did not end within ${steps} steps. Make the workload smaller, raise maxSteps, or see that every ` +
        "loop of the program ends.",
      { code: "out-of-steps" },
    );
  }
}

function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}
