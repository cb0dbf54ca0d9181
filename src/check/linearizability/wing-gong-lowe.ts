// The search for an order that explains a history: depth-first through all orders (Wing and Gong, "Testing and
// verifying concurrent objects", 1993), with a cache of the configurations that led to no result (Lowe, "Testing for
// linearizability", 2017).
//
// Deviations from the papers: pending operations may be omitted, so the search ends when all others are ordered; a
// pending operation that would not change the state is omitted; a step may have several outcomes, each of which is
// tried.

import { must } from "../../errors.ts";
import { ConfigurationCache } from "./configuration-cache.ts";
import { LinearizedSet } from "./linearized-set.ts";
import type { Model } from "../models/model.ts";
import { ModelStates } from "./model-states.ts";
import { CallList } from "./call-list.ts";
import type { RecordedOperation } from "../history/recorded-operation.ts";
import type { SearchBudget, SpentLimit } from "./search-budget.ts";
import { structuralText } from "../history/structural-text.ts";

/**
 * `real-time`: an operation that returned before another was invoked comes first. `program`: only within each client.
 */
export type KeptOrder = "real-time" | "program";

/** The longest valid order that was found. */
export interface LongestPrefix<State, Operation, Result> {
  readonly order: readonly RecordedOperation<Operation, Result>[];
  /** The state at its end. */
  readonly state: State;
}

/** The result of a search. */
export type OrderSearchResult<State, Operation, Result> =
  | { readonly kind: "found"; readonly order: readonly RecordedOperation<Operation, Result>[] }
  | {
      readonly kind: "none";
      readonly longestPrefix: LongestPrefix<State, Operation, Result>;
      /** The operations that changed no state in the search. */
      readonly observers: ReadonlySet<RecordedOperation<Operation, Result>>;
    }
  | {
      readonly kind: "stopped";
      readonly why: SpentLimit;
      readonly longestPrefix: LongestPrefix<State, Operation, Result>;
    };

/** Searches for an order of `operations` that `model` explains. */
export function search<State, Operation, Result>(
  operations: readonly RecordedOperation<Operation, Result>[],
  model: Model<State, Operation, Result>,
  kept: KeptOrder,
  budget: SearchBudget,
): OrderSearchResult<State, Operation, Result> {
  return new Search(operations, model, kept, budget).run();
}

/** A position in the order, with the alternatives to try there. */
interface Position {
  /** The state before it. */
  readonly state: number;
  readonly candidates: readonly number[];
  /** The index of the chosen candidate, and of its chosen outcome. */
  candidate: number;
  outcome: number;
}

class Search<State, Operation, Result> {
  readonly #operations: readonly RecordedOperation<Operation, Result>[];
  readonly #firstPending: number;
  readonly #model: Model<State, Operation, Result>;
  /**
   * Whether to use the model's look-ahead. Only the real-time order determines which operations may precede another.
   */
  readonly #looksAhead: boolean;
  readonly #states: ModelStates<State, Operation, Result>;
  readonly #remaining: CallList;
  readonly #set: LinearizedSet;
  readonly #cache: ConfigurationCache = new ConfigurationCache();
  readonly #budget: SearchBudget;
  /** For each pending operation the previous equal one, or −1. */
  readonly #previousEqual: readonly number[];
  readonly #positions: Position[] = [];
  /** The number of operations with a return in the order. */
  #completed = 0;
  #longest = -1;
  #longestOrder: readonly number[] = [];
  #longestState = 0;

  constructor(
    operations: readonly RecordedOperation<Operation, Result>[],
    model: Model<State, Operation, Result>,
    kept: KeptOrder,
    budget: SearchBudget,
  ) {
    const numbered = operations.toSorted(
      (one, other) => Number(isPending(one)) - Number(isPending(other)) || one.invoked - other.invoked,
    );
    this.#operations = numbered;
    this.#budget = budget;
    this.#model = model;
    this.#looksAhead = kept === "real-time" && model.isLost !== undefined;
    this.#firstPending = numbered.filter((operation) => !isPending(operation)).length;
    this.#states = new ModelStates(model, numbered);
    const clients = new Map<string, number>();
    const listOf = numbered.map(({ client }) => {
      if (kept === "real-time") return 0;
      const list = clients.get(client) ?? clients.size;
      clients.set(client, list);
      return list;
    });
    this.#remaining = new CallList(numbered, this.#firstPending, listOf);
    this.#set = new LinearizedSet(numbered.length, this.#firstPending);
    this.#previousEqual = previousEqualOf(
      numbered,
      this.#firstPending,
      kept === "program" || model.isPerClient === true,
    );
  }

  run(): OrderSearchResult<State, Operation, Result> {
    let position = this.#positionIn(this.#states.initial());
    for (;;) {
      if (this.#completed === this.#firstPending) return { kind: "found", order: this.#named(this.#order()) };
      const target = this.#advance(position);
      if (target !== undefined) {
        this.#positions.push(position);
        position = this.#positionIn(target);
        continue;
      }
      this.#recordPrefix(position.state);
      if (this.#budget.limit !== undefined) {
        return { kind: "stopped", why: this.#budget.limit, longestPrefix: this.#longestPrefix() };
      }
      const last = this.#positions.pop();
      if (last === undefined)
        return { kind: "none", longestPrefix: this.#longestPrefix(), observers: this.#observers() };
      this.#undo(operationAt(last));
      last.outcome += 1;
      position = last;
    }
  }

  #positionIn(state: number): Position {
    const candidates = this.#remaining.candidates();
    return { state, candidates: this.#isLost(state, candidates) ? [] : candidates, candidate: 0, outcome: 0 };
  }

  /** Whether one of the candidates can never get its recorded result, according to the model. */
  #isLost(state: number, candidates: readonly number[]): boolean {
    if (!this.#looksAhead) return false;
    const current = this.#states.state(state);
    return candidates.some((candidate) => {
      if (candidate >= this.#firstPending) return false;
      const others = (): readonly RecordedOperation<Operation, Result>[] =>
        this.#named(this.#remaining.before(candidate));
      return this.#model.isLost?.(current, this.#at(candidate), others) === true;
    });
  }

  /** Chooses the next candidate that leads to a new configuration. @returns the state after it */
  #advance(position: Position): number | undefined {
    const { candidates, state } = position;
    for (; position.candidate < candidates.length; position.candidate += 1, position.outcome = 0) {
      const operation = operationAt(position);
      if (this.#isInterchangeable(operation)) continue;
      const targets = this.#states.after(state, operation);
      for (; position.outcome < targets.length; position.outcome += 1) {
        const target = must(targets[position.outcome], "outcomes are counted");
        if (!this.#isNew(operation, state, target)) continue;
        this.#remaining.remove(operation);
        this.#set.add(operation);
        if (operation < this.#firstPending) this.#completed += 1;
        return target;
      }
    }
    return undefined;
  }

  #isNew(operation: number, state: number, target: number): boolean {
    if (operation >= this.#firstPending && target === state) return false;
    this.#set.add(operation);
    const isNew = this.#cache.add(this.#set, target);
    this.#set.remove(operation);
    return isNew && this.#budget.spend();
  }

  /** Whether an equal pending operation must be tried instead. */
  #isInterchangeable(operation: number): boolean {
    const previous = this.#previousEqual[operation] ?? -1;
    return previous >= 0 && !this.#set.has(previous);
  }

  #undo(operation: number): void {
    this.#remaining.restore(operation);
    this.#set.remove(operation);
    if (operation < this.#firstPending) this.#completed -= 1;
  }

  #recordPrefix(state: number): void {
    if (this.#completed <= this.#longest) return;
    this.#longest = this.#completed;
    this.#longestOrder = this.#order();
    this.#longestState = state;
  }

  #order(): readonly number[] {
    return this.#positions.map(operationAt);
  }

  #named(order: readonly number[]): readonly RecordedOperation<Operation, Result>[] {
    return order.map((operation) => this.#at(operation));
  }

  #at(operation: number): RecordedOperation<Operation, Result> {
    return must(this.#operations[operation], "operations are numbered");
  }

  #observers(): ReadonlySet<RecordedOperation<Operation, Result>> {
    return new Set(this.#operations.filter((_, operation) => !this.#states.isChanging(operation)));
  }

  #longestPrefix(): LongestPrefix<State, Operation, Result> {
    return { order: this.#named(this.#longestOrder), state: this.#states.state(this.#longestState) };
  }
}

function operationAt({ candidate, candidates }: Position): number {
  return must(candidates[candidate], "a position in the order has a candidate");
}

function isPending({ returned }: RecordedOperation): boolean {
  return returned === undefined;
}

function previousEqualOf(
  operations: readonly RecordedOperation[],
  firstPending: number,
  isPerClient: boolean,
): readonly number[] {
  const latest = new Map<unknown, number>();
  return operations.map(({ client, operation }, number) => {
    if (number < firstPending) return -1;
    const identity = identityOf(isPerClient ? [client, operation] : operation);
    const previous = latest.get(identity) ?? -1;
    latest.set(identity, number);
    return previous;
  });
}

/** A key that is the same for equal operations; an operation that contains a function equals only itself. */
function identityOf(operation: unknown): unknown {
  try {
    return structuralText(operation);
  } catch {
    return operation;
  }
}
