// Shrinks a failing schedule. Chunked delta debugging over its deviations (Zeller and Hildebrandt, "Simplifying and
// isolating failure-inducing input", 2002: here without their complements, which the removal of chunks covers), then
// single removal, then lowering of the remaining deviations, then merging of turns, repeated until none of them helps.
// The cost, not the size of the input, must fall, so it terminates. The search keeps to executions that fail in the
// same way.

import { LenientReplayByOrder, LenientReplayByName, LenientReplayByIndex, Recorder } from "../strategy/index.ts";
import type { Move, NamedDeviation, Strategy } from "../strategy/index.ts";
import { compareCost } from "./cost.ts";
import type { RecordedRun } from "./cost.ts";
import type { Budget, ShrinkSearch } from "./search.ts";

/** The smallest execution that was found. */
export interface Shrunk {
  readonly recording: RecordedRun;
  /** Whether it was verified that no deviation can be left out. */
  readonly isMinimal: boolean;
}

/** Of a decision with more alternatives than this only the lowest are tried: drawn values may have millions. */
const MAX_ALTERNATIVES = 8;

/** Shrinks a failing execution. */
export function shrinkSchedule(start: RecordedRun, budget: Budget): ShrinkSearch<Shrunk> {
  return new ScheduleShrinker(start, budget).run();
}

class ScheduleShrinker {
  readonly #budget: Budget;
  /** The candidates that have been tried; repeating one would give the same result. */
  readonly #tried: Set<string> = new Set();
  #best: RecordedRun;
  /** The execution of which it was verified that nothing can be left out. */
  #minimal: RecordedRun | undefined;

  constructor(start: RecordedRun, budget: Budget) {
    this.#best = start;
    this.#budget = budget;
  }

  *run(): ShrinkSearch<Shrunk> {
    let before: RecordedRun;
    do {
      before = this.#best;
      yield* this.#removeFaults();
      yield* this.#removeChunks();
      yield* this.#removeEach();
      if (!this.#budget.isSpent) this.#minimal = this.#best;
      yield* this.#lower();
      yield* this.#mergeTurns();
      if (this.#best === before) yield* this.#tryEachAlone();
    } while (this.#best !== before && !this.#budget.isSpent);
    // What comes after the removal looks for one that is smaller in other ways, and may not get through.
    return { recording: this.#best, isMinimal: this.#minimal === this.#best };
  }

  *#removeFaults(): ShrinkSearch<void> {
    for (const fault of this.#best.deviations.filter(({ isFault }) => isFault)) {
      yield* this.#without((deviation) => deviation.choicePoint === fault.choicePoint);
    }
  }

  /** Halves, quarters and so on; when a chunk is removed, the next one takes its position. */
  *#removeChunks(): ShrinkSearch<void> {
    let size = this.#best.deviations.length;
    while (size > 1) {
      for (let from = 0; from < this.#best.deviations.length;) {
        const chunk = new Set(this.#best.deviations.slice(from, from + size));
        if (!(yield* this.#without((deviation) => chunk.has(deviation)))) from += size;
      }
      size = Math.ceil(Math.min(size, this.#best.deviations.length) / 2);
    }
  }

  /** The latest first, since the deviations before it are unaffected by its removal. */
  *#removeEach(): ShrinkSearch<void> {
    for (let at = this.#best.deviations.length - 1; at >= 0; at -= 1) {
      const deviation = this.#best.deviations[at];
      if (deviation === undefined) continue;
      if (yield* this.#without((other) => other === deviation)) at = this.#best.deviations.length;
    }
  }

  /** By name and by number: a schedule that is 1-minimal by both is so for every reader. */
  *#without(isLeftOut: (deviation: NamedDeviation) => boolean): ShrinkSearch<boolean> {
    const rest = this.#best.deviations.filter((deviation) => !isLeftOut(deviation));
    if (yield* this.#try(`named ${choicePointsOf(rest)}`, new LenientReplayByName(rest))) return true;
    return yield* this.#try(`numbered ${numbersOf(rest)}`, new LenientReplayByIndex(rest, true));
  }

  /** Replaces a chosen operation by a lower one, and a drawn value by a smaller one. */
  *#lower(): ShrinkSearch<void> {
    for (let at = 0; at < this.#best.deviations.length; at += 1) {
      const { alternative = 0, kind = "" } = this.#best.deviations[at] ?? {};
      for (const lower of kind === "" ? smallerValues(alternative) : countBelow(alternative)) {
        const changed = this.#best.deviations.map((deviation, index) =>
          index === at ? { ...deviation, alternative: lower } : deviation,
        );
        if (yield* this.#try(`lowered ${numbersOf(changed)}`, new LenientReplayByIndex(changed, false))) break;
      }
    }
  }

  /** Merges two turns of one task: the later one is moved to the earlier, or the earlier to the later. */
  *#mergeTurns(): ShrinkSearch<void> {
    for (let at = 0; ; at += 1) {
      const turns = turnsOf(this.#best.moves);
      const turn = turns[at];
      if (turn === undefined) return;
      const next = turns.findIndex((other, index) => index > at && other.key === turn.key);
      if (next < 0) continue;
      const later = turns[next];
      if (later === undefined) continue;
      const between = turns.slice(at + 1, next);
      const [head, tail] = [turns.slice(0, at), turns.slice(next + 1)];
      const early = [...head, turn, later, ...between, ...tail];
      const late = [...head, ...between, turn, later, ...tail];
      for (const order of [early, late]) {
        const moves = order.flatMap((each) => each.moves);
        if (yield* this.#try(`order ${keysOf(moves)}`, new LenientReplayByOrder(moves))) {
          at -= 1;
          break;
        }
      }
    }
  }

  /**
   * Removal may end at two deviations where a single different one would suffice: schedules with one deviation are
   * tried.
   */
  *#tryEachAlone(): ShrinkSearch<void> {
    if (this.#best.deviations.length === 0 || !this.#budget.take()) return;
    const unchanged = new Recorder(new LenientReplayByName([]));
    yield unchanged;
    const { choices } = unchanged;
    // Deviations that matter now are likely to matter alone.
    for (const taken of this.#best.deviations) {
      for (const [decision, { choicePoint }] of choices.entries()) {
        const alone = { ...taken, decision, choicePoint };
        if (yield* this.#try(`named ${choicePointsOf([alone])}`, new LenientReplayByName([alone]))) return;
      }
    }
    for (const [decision, { alternatives }] of choices.entries()) {
      for (let alternative = 0; alternative < Math.min(alternatives, MAX_ALTERNATIVES); alternative += 1) {
        const alone = { decision, alternative, label: 0 };
        yield* this.#try(`numbered ${decision}:${alternative}`, new LenientReplayByIndex([alone], false));
      }
    }
  }

  /** Runs a candidate; keeps it when it fails in the same way and costs less. */
  *#try(name: string, strategy: Strategy): ShrinkSearch<boolean> {
    if (this.#tried.has(name) || !this.#budget.take()) return false;
    this.#tried.add(name);
    const candidate = new Recorder(strategy);
    const { isSame } = yield candidate;
    if (!isSame || compareCost(candidate, this.#best) >= 0) return false;
    const { deviations, moves, switches } = candidate;
    this.#best = { deviations, moves, switches };
    return true;
  }
}

/** Consecutive steps of one task. */
interface Turn {
  readonly key: number;
  readonly moves: Move[];
}

function turnsOf(moves: readonly Move[]): readonly Turn[] {
  const turns: Turn[] = [];
  for (const move of moves) {
    const turn = turns.at(-1);
    if (turn?.key === move.key) turn.moves.push(move);
    else turns.push({ key: move.key, moves: [move] });
  }
  return turns;
}

function smallerValues(value: number): readonly number[] {
  const values = [1, Math.floor(value / 2), value - 1].filter((smaller) => smaller > 0 && smaller < value);
  return [...new Set(values)];
}

function countBelow(alternative: number): readonly number[] {
  return Array.from({ length: alternative }, (_, lower) => lower);
}

function choicePointsOf(deviations: readonly NamedDeviation[]): string {
  return deviations.map(({ choicePoint, chosen }) => `${choicePoint}:${chosen}`).join(" ");
}

function numbersOf(deviations: readonly NamedDeviation[]): string {
  return deviations.map(({ alternative, decision }) => `${decision}:${alternative}`).join(" ");
}

function keysOf(moves: readonly Move[]): string {
  return moves.map(({ key, kind }) => `${key}${kind}`).join(" ");
}
