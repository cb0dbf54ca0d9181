// The schedule passed to a property: runs a program once, throws its failure and shows it in fast-check's report.

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

/** Options for schedules, as for `explore`. */
export type ScheduleOptions = Pick<
  ExploreOptions,
  "awaits" | "clocks" | "signals" | "time" | "entropy" | "unawaited" | "maxSteps" | "faults" | "checks" | "reset"
>;

/** The width of a counterexample. */
const COLUMNS = 110;
/** A folder that contains no file, so that source files are shown without their folder. */
const NO_FOLDER = "\0";

/**
 * A schedule drawn by `schedule()`. It gives the same execution of the same program each time. As `Scheduler` of
 * fast-check.
 */
export class Schedule {
  readonly #plan: SchedulePlan;
  readonly #options: ScheduleOptions;
  #isRunning = false;
  #counterexample: Counterexample | undefined = undefined;
  #isVacuous = false;

  private constructor(plan: SchedulePlan, options: ScheduleOptions) {
    this.#plan = plan;
    this.#options = options;
  }

  /** @internal */
  static create(plan: SchedulePlan, options: ScheduleOptions): Schedule {
    return new Schedule(plan, options);
  }

  /** The counterexample of the latest run, if it failed. */
  get counterexample(): Counterexample | undefined {
    return this.#counterexample;
  }

  /** Whether the latest run of a single actor had no choice. @internal */
  get isVacuous(): boolean {
    return this.#isVacuous;
  }

  /**
   * Runs one execution of `program` under this schedule.
   * @throws the program's own error; Deadlock or Livelock when it cannot end; UsageError (`out-of-steps`) when it does
   *   not end within `maxSteps`, unless the schedule has been shrunk: then fast-check skips the run
   */
  async run(program: Program): Promise<void> {
    this.#checkRun(program);
    this.#isRunning = true;
    this.#counterexample = undefined;
    try {
      let skipped: unknown;
      const guarded = async (): Promise<void> => {
        try {
          await program();
        } catch (error) {
          if (!PreconditionFailure.isFailure(error)) throw error;
          skipped = error;
        }
      };
      const report = await exploreOn(nodeHost, guarded, this.#optionsFor(program.name));
      if (PreconditionFailure.isFailure(skipped)) throw skipped;
      this.#conclude(report);
    } finally {
      this.#isRunning = false;
    }
  }

  /** One line; after a failed run also the lanes of the execution, which fast-check's report then includes. */
  toString(): string {
    const line = `schedule(${planText(this.#plan)})`;
    if (this.#counterexample === undefined) return line;
    const { deviations, steps, trace } = this.#counterexample;
    const size = `${line}: ${counted(steps, "step")}, ${counted(deviations.length, "deviation")}`;
    if (steps === 0) return size;
    return `${size}\n${laneText(trace, { columns: COLUMNS, folder: NO_FOLDER, palette: paletteFor(false) })}\n`;
  }

  #checkRun(program: unknown): void {
    if (currentTask() !== undefined) {
      throw new UsageError(
        "schedule.run() was called inside an execution. Call it from the property, not from a program.",
        { code: "nested-exploration" },
      );
    }
    if (typeof program !== "function") {
      throw new UsageError(`schedule.run() expects a program, an async function, but got ${typeof program}.`, {
        code: "no-program",
      });
    }
    if (!this.#isRunning) return;
    throw new UsageError(
      "schedule.run() was called while the schedule runs another program. Await the first run, or generate two schedules.",
      { code: "schedule-in-use" },
    );
  }

  #optionsFor(name: string): ExploreOptions {
    const { seed } = this.#plan;
    const strategy = new FollowPlan(this.#plan);
    return { ...this.#options, ...(name === "" ? {} : { name }), strategy, seed, executions: 1, shrink: false };
  }

  #conclude({ counterexamples, isVacuous, steps, undecided }: Report): void {
    this.#isVacuous = isVacuous;
    const [counterexample] = counterexamples;
    if (counterexample !== undefined) {
      this.#counterexample = counterexample;
      throw counterexample.error;
    }
    if (undecided === 0) return;
    // A simpler schedule may starve the task that would end a loop. That is no failure and must not replace the
    // original.
    if (!isGenerated(this.#plan)) throw new PreconditionFailure();
    throw new UsageError(
      `The execution did not end within ${steps} steps. Make the workload smaller, raise maxSteps, or make sure that every ` +
        "loop of the program ends.",
      { code: "out-of-steps" },
    );
  }
}

function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}
