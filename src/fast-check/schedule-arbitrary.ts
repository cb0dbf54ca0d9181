// The fast-check arbitrary of schedules.

import { Arbitrary, cloneMethod, Stream, Value } from "fast-check";
import type { Random } from "fast-check";

import { checkOptionNames } from "../options.ts";
import { planOf } from "../explore/index.ts";
import { PACES, planFrom, simplerPlans } from "./plan.ts";
import type { SchedulePlan } from "./plan.ts";
import { Schedule } from "./schedule.ts";
import type { ScheduleOptions } from "./schedule.ts";

/** The names of the options of schedules. */
export const SCHEDULE_OPTIONS: readonly string[] = [
  "signals",
  "time",
  "entropy",
  "unawaited",
  "awaits",
  "clocks",
  "maxSteps",
  "faults",
  "checks",
  "reset",
];
const MAX_SEED = 0xffff_ffff;

/**
 * An arbitrary of schedules. Put it after the workload, which then shrinks first. As `fc.scheduler` of fast-check, but
 * it shrinks.
 * @throws UsageError (`unknown-option`, `invalid-option`)
 * @example fc.asyncProperty(fc.array(command), schedule(), (commands, s) => s.run(async () => { … }))
 */
export function schedule(options: ScheduleOptions = {}): Arbitrary<Schedule> {
  checkOptionNames(options, SCHEDULE_OPTIONS, "schedule()");
  planOf(() => undefined, options);
  return new ScheduleArbitrary(options);
}

class ScheduleArbitrary extends Arbitrary<Schedule> {
  readonly #options: ScheduleOptions;

  constructor(options: ScheduleOptions) {
    super();
    this.#options = options;
  }

  override generate(random: Random): Value<Schedule> {
    const seed = random.nextInt(0, MAX_SEED);
    const pace = PACES[random.nextInt(0, PACES.length - 1)] ?? 1;
    return this.#value(planFrom(seed, pace));
  }

  /** Schedules from the `examples` of a user are not shrunk. */
  override canShrinkWithoutContext(_value: unknown): _value is Schedule {
    return false;
  }

  override shrink(_value: Schedule, context: unknown): Stream<Value<Schedule>> {
    if (context === undefined) return Stream.nil();
    return new Stream(simplerPlans(context as SchedulePlan)).map((plan) => this.#value(plan));
  }

  /** The context of a value is its plan. */
  #value(plan: SchedulePlan): Value<Schedule> {
    return new Value(createSchedule(plan, this.#options), plan);
  }
}

/** Creates a cloneable schedule: fast-check runs a clone for each attempt, so that each schedule stores its own run. */
function createSchedule(plan: SchedulePlan, options: ScheduleOptions): Schedule {
  const clone = { [cloneMethod]: () => createSchedule(plan, options) };
  return Object.assign(Schedule.create(plan, options), clone);
}
