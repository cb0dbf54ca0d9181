// The portfolio: no strategy is best for every bug, so several share the budget and the feedback. The member that runs
// an execution depends on its index and on the feedback of earlier rounds: shares shift towards members whose
// executions still show new classes, and none falls below a minimum. After 1,000 decisions a random walk takes over,
// since most strategies are unfair to programs that wait in loops.
//
// Running several schedulers on one budget is the idea of the portfolio modes of Coyote and Fray; the shares are this
// file's own: proportional to a prior and to the rate of new classes, with counts that are halved each round.

import { must } from "../../errors.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import { DelayBounding } from "./delay-bounding.ts";
import { IterativePct } from "./iterative-pct.ts";
import { LengthEstimate } from "../feedback/length-estimate.ts";
import { Pctcp } from "./pctcp.ts";
import { Pos } from "./pos.ts";
import { isProfiled, Profile } from "../feedback/profile.ts";
import { RandomWalk } from "./random-walk.ts";
import { Rff } from "./rff.ts";
import { roundSize, roundStart } from "../feedback/rounds.ts";
import type { ExecutionStart, Feedback, Strategy } from "../strategy.ts";
import { Surw } from "./surw.ts";
import { Urw } from "./urw.ts";

/** The number of decisions after which a random walk takes over. */
const UNFAIR_DECISIONS = 1_000;
/** The minimum share of a member. */
const MIN_SHARE = 0.04;
/** Spreads any share evenly over the indices: the golden ratio's fraction. */
const STRIDE = 0.618_033_988_749_894_9;

interface Member {
  readonly strategy: Strategy;
  readonly prior: number;
  /** The numbers of recent executions and of those that showed a new class; halved each round. */
  runs: number;
  finds: number;
  share: number;
}

/**
 * Several strategies that share one budget, as in the portfolio modes of Coyote and Fray; the shares follow what each of
 * them still finds. The default.
 */
export class Portfolio implements Strategy {
  readonly forgetsOperations: boolean = true;
  readonly #lengthEstimate: LengthEstimate = new LengthEstimate();
  readonly #profile: Profile = new Profile();
  readonly #rff: Rff = new Rff();
  readonly #profiling: Surw = new Surw(this.#profile);
  readonly #random: RandomWalk = new RandomWalk();
  readonly #members: readonly Member[] = [
    member(this.#profiling, 3),
    member(this.#rff, 9),
    member(new Pos(), 2),
    member(new IterativePct(this.#lengthEstimate), 2),
    member(new Urw(this.#profile), 1),
    member(this.#random, 1),
    member(new DelayBounding({}, this.#lengthEstimate), 1),
    member(new Pctcp({}, this.#lengthEstimate), 1),
  ];
  #current: Strategy = this.#random;
  #decision = 0;

  /** Creates a portfolio, whose members begin with fixed shares. */
  constructor() {
    this.#computeShares();
  }

  /** The recipe of the current member. */
  get recipe(): string {
    const { recipe } = this.#current;
    return this.#decision > UNFAIR_DECISIONS ? `fair-${recipe}-${UNFAIR_DECISIONS}` : recipe;
  }

  get member(): string {
    return this.#current.recipe.replace(/[-*].*$/, "");
  }

  begin(start: ExecutionStart): void {
    this.#decision = 0;
    this.#current = this.#memberOf(start.index);
    this.#random.begin(start);
    this.#current.begin(start);
  }

  onEnabled(operation: EnabledOperation): void {
    if (this.#decision < UNFAIR_DECISIONS) this.#current.onEnabled?.(operation);
  }

  onStep(operation: EnabledOperation, enabled: readonly EnabledOperation[]): void {
    if (this.#decision < UNFAIR_DECISIONS) this.#current.onStep?.(operation, enabled);
  }

  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    this.#decision += 1;
    const strategy = this.#decision > UNFAIR_DECISIONS ? this.#random : this.#current;
    return strategy.choose(enabled, running);
  }

  draw(bound: number): number {
    return this.#random.draw(bound);
  }

  end(decisions: number): void {
    this.#lengthEstimate.note(Math.min(decisions, UNFAIR_DECISIONS));
  }

  feedback(): unknown {
    const length = this.#lengthEstimate.feedback();
    const own = this.#current.feedback?.();
    if (own === undefined) return length === undefined ? undefined : [length];
    return length === undefined ? [own] : [length, own];
  }

  update(feedback: readonly Feedback[]): void {
    this.#reweigh(feedback);
    const parts = feedback.flatMap((one) =>
      Array.isArray(one.data) ? one.data.map((data: unknown) => ({ ...one, data })) : [],
    );
    this.#lengthEstimate.update(parts);
    this.#profile.update(parts);
    this.#rff.update(parts);
  }

  /** The member that runs an execution. */
  #memberOf(index: number): Strategy {
    if (isProfiled(index)) return this.#profiling;
    let rest = (index * STRIDE) % 1;
    for (const { share, strategy } of this.#members) {
      rest -= share;
      if (rest < 0) return strategy;
    }
    return this.#random;
  }

  /** Shifts the shares towards the members that showed new classes in the round that is over. */
  #reweigh(feedback: readonly Feedback[]): void {
    const [earliest] = feedback;
    if (earliest === undefined) return;
    const first = roundStart(earliest.index);
    const byStrategy = new Map(this.#members.map((one) => [one.strategy, one]));
    const of = (index: number): Member => must(byStrategy.get(this.#memberOf(index)), "a member took the execution");
    // The shares must not change until all executions are counted.
    const finders = feedback.filter(({ isNewClass }) => isNewClass).map(({ index }) => of(index));
    for (const one of this.#members) {
      one.runs /= 2;
      one.finds /= 2;
    }
    for (let index = first; index < first + roundSize(first); index += 1) of(index).runs += 1;
    for (const finder of finders) finder.finds += 1;
    this.#computeShares();
  }

  #computeShares(): void {
    const sum = this.#members.reduce((total, one) => total + weightOf(one), 0);
    const free = 1 - MIN_SHARE * this.#members.length;
    for (const one of this.#members) one.share = MIN_SHARE + (free * weightOf(one)) / sum;
  }
}

function member(strategy: Strategy, prior: number): Member {
  return { strategy, prior, runs: 0, finds: 0, share: 0 };
}

/** The prior, times the smoothed rate of new classes. */
function weightOf({ finds, prior, runs }: Member): number {
  return (prior * (finds + 1)) / (runs + 1);
}
