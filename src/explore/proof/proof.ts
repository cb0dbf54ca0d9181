// What a proof says about itself: what it rests on and how it was tested, or why it is none.

import type { Settings } from "../../choice/index.ts";
import type { Step } from "../../trace/index.ts";

/** What a report about classes rests on. */
export interface Basis extends Pick<Settings, "signals" | "time"> {
  /**
   * Which state was looked at to tell which steps depend on each other: that of heddle's objects. Plain variables and
   * objects were not looked at, but for those of `instrumented` code.
   */
  readonly state: "objects";
  /**
   * What `Math.random` and the like drew: `fixed` if each actor always draws the same values, `seeded` if they differ
   * from execution to execution, `choices` if each draw was a choice, `none` if nothing was drawn.
   */
  readonly draws: "none" | "fixed" | "seeded" | "choices";
  /**
   * Set if faults of several kinds may happen in one execution; absent if there is one kind or none. A reduction does not
   * run every order of several, see docs/proofs.md.
   */
  readonly faults?: "several";
  /** The instrumented code that was loaded; absent if there is none. */
  readonly instrumented?: InstrumentedBasis;
}

/** Instrumented code that takes part. */
export interface InstrumentedBasis {
  /** Whether its awaits are scheduling points (`relaxed`) or as in an engine (`faithful`). */
  readonly awaits: "relaxed" | "faithful";
  /** How many awaits are in each of the files. */
  readonly awaitCounts: readonly number[];
  /** Whether its properties and shared variables were told apart (`tracked`), or counted as one object (`one`). */
  readonly state: "tracked" | "one";
  /** The files, as paths from the current folder. */
  readonly files: readonly string[];
  /**
   * Files of code that is not instrumented, and whose promises it awaits: nothing can come between their own awaits. Of
   * the promises that are made first.
   */
  readonly foreignFiles: readonly string[];
}

/** A proof that every execution passes. */
export interface Proof extends Basis {
  /** The executions that tested it: random ones, and others of the search with independent steps in another order. */
  readonly samples: number;
}

/** Why a search that was finished is no proof. */
export type Doubt = DependentSteps | LostClass;

/** Two steps that were taken for independent are not: in another order, the program did something else. */
export interface DependentSteps extends Evidence {
  readonly kind: "dependentSteps";
  /** The two steps, in the order of `trace`; `undefined` if they were not found. */
  readonly steps: readonly [first: Step, second: Step] | undefined;
  /** A step that differs between the two orders; `undefined` in the order in which it does not occur. */
  readonly differs: readonly [inTrace: Step | undefined, otherwise: Step | undefined] | undefined;
}

/** An execution belongs to none of the classes that were run: a defect of the reduction. */
export interface LostClass extends Evidence {
  readonly kind: "lostClass";
}

/** What shows that a search is no proof. */
interface Evidence {
  /** The execution that shows it. */
  readonly trace: readonly Step[];
  /** The token that replays it. */
  readonly token: string;
}
