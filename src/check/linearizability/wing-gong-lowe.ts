// The search for an order that explains a history: depth first through all orders (Wing and Gong, "Testing and verifying
// concurrent objects", 1993), with the pairs of set and state that led nowhere remembered (Lowe, "Testing for
// linearizability", 2017).
//
// What differs from the papers: pending operations may be left out, so the search ends when all others are in order; one
// that would leave the state as it is is left out; a step may have several outcomes, each of which is tried.

import { must } from "../../errors.ts";
import { ConfigurationCache } from "./configuration-cache.ts";
import { LinearizedSet } from "./linearized-set.ts";
import type { Model } from "../models/model.ts";
import { ModelStates } from "./model-states.ts";
import { CallList } from "./call-list.ts";
import type { RecordedOperation } from "../history/recorded-operation.ts";
import type { SearchBudget, SpentLimit } from "./search-budget.ts";
import { structuralText } from "../history/structural-text.ts";

/** `real-time`: what ended before another began comes first. `program`: that holds only within each client. */
export type KeptOrder = "real-time" | "program";

/** The order that got furthest. */
export interface LongestPrefix<State, Operation, Result> {
  readonly order: readonly RecordedOperation<Operation, Result>[];
  /** The state at its end. */
  readonly state: State;
}

/** What a search found. */
export type SearchResult<State, Operation, Result> =
  | { readonly kind: "found"; readonly order: readonly RecordedOperation<Operation, Result>[] }
  | {
      readonly kind: "none";
      readonly furthest: LongestPrefix<State, Operation, Result>;
      /** The operations that changed no state that the search came to. */
      readonly observers: ReadonlySet<RecordedOperation<Operation, Result>>;
    }
  | { readonly kind: "stopped"; readonly why: SpentLimit; readonly furthest: LongestPrefix<State, Operation, Result> };

/** Puts `operations` into an order that `model` explains, or finds that there is none. */
export function search<State, Operation, Result>(
  operations: readonly RecordedOperation<Operation, Result>[],
  model: Model<State, Operation, Result>,
  kept: KeptOrder,
  budget: SearchBudget,
): SearchResult<State, Operation, Result> {
  return new Search(operations, model, kept, budget).run();
}

/** A place in the order, with what is needed to try others there. */
interface Place {
  /** The state before it. */
  readonly state: number;
  readonly candidates: readonly number[];
  /** Which candidate stands there, and which of its outcomes was taken. */
  candidate: number;
  outcome: number;
}

class Search<State, Operation, Result> {
  readonly #operations: readonly RecordedOperation<Operation, Result>[];
  readonly #firstPending: number;
  readonly #model: Model<State, Operation, Result>;
  /** Only in real time is it known what may come before an operation. */
  readonly #looksAhead: boolean;
  readonly #states: ModelStates<State, Operation, Result>;
  readonly #open: CallList;
  readonly #set: LinearizedSet;
  readonly #cache: ConfigurationCache = new ConfigurationCache();
  readonly #budget: SearchBudget;
  /** For each pending operation the one before it that asks the same, or −1. */
  readonly #twins: readonly number[];
  readonly #places: Place[] = [];
  /** How many operations with a return the order has. */
  #placed = 0;
  #most = -1;
  #furthest: readonly number[] = [];
  #furthestState = 0;

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
    this.#open = new CallList(numbered, this.#firstPending, listOf);
    this.#set = new LinearizedSet(numbered.length, this.#firstPending);
    this.#twins = twinsOf(numbered, this.#firstPending, kept === "program" || model.isPerClient === true);
  }

  run(): SearchResult<State, Operation, Result> {
    let place = this.#placeIn(this.#states.initial());
    for (;;) {
      if (this.#placed === this.#firstPending) return { kind: "found", order: this.#named(this.#order()) };
      const target = this.#fill(place);
      if (target !== undefined) {
        this.#places.push(place);
        place = this.#placeIn(target);
        continue;
      }
      this.#remember(place.state);
      if (this.#budget.limit !== undefined) return { kind: "stopped", why: this.#budget.limit, ...this.#told() };
      const last = this.#places.pop();
      if (last === undefined) return { kind: "none", ...this.#told(), observers: this.#observers() };
      this.#takeBack(operationAt(last));
      last.outcome += 1;
      place = last;
    }
  }

  #placeIn(state: number): Place {
    const candidates = this.#open.candidates();
    return { state, candidates: this.#isLost(state, candidates) ? [] : candidates, candidate: 0, outcome: 0 };
  }

  /** Whether the model says that one of the candidates can never be answered as it was. */
  #isLost(state: number, candidates: readonly number[]): boolean {
    if (!this.#looksAhead) return false;
    const current = this.#states.state(state);
    return candidates.some((candidate) => {
      if (candidate >= this.#firstPending) return false;
      const others = (): readonly RecordedOperation<Operation, Result>[] => this.#named(this.#open.before(candidate));
      return this.#model.isLost?.(current, this.#at(candidate), others) === true;
    });
  }

  /** Puts the next candidate there that leads to something new. @returns the state after it */
  #fill(place: Place): number | undefined {
    const { candidates, state } = place;
    for (; place.candidate < candidates.length; place.candidate += 1, place.outcome = 0) {
      const operation = operationAt(place);
      if (this.#isTwin(operation)) continue;
      const targets = this.#states.after(state, operation);
      for (; place.outcome < targets.length; place.outcome += 1) {
        const target = must(targets[place.outcome], "outcomes are counted");
        if (!this.#isNew(operation, state, target)) continue;
        this.#open.lift(operation);
        this.#set.add(operation);
        if (operation < this.#firstPending) this.#placed += 1;
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

  #isTwin(operation: number): boolean {
    const twin = this.#twins[operation] ?? -1;
    return twin >= 0 && !this.#set.has(twin);
  }

  #takeBack(operation: number): void {
    this.#open.putBack(operation);
    this.#set.remove(operation);
    if (operation < this.#firstPending) this.#placed -= 1;
  }

  #remember(state: number): void {
    if (this.#placed <= this.#most) return;
    this.#most = this.#placed;
    this.#furthest = this.#order();
    this.#furthestState = state;
  }

  #order(): readonly number[] {
    return this.#places.map(operationAt);
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

  #told(): { readonly furthest: LongestPrefix<State, Operation, Result> } {
    return { furthest: { order: this.#named(this.#furthest), state: this.#states.state(this.#furthestState) } };
  }
}

function operationAt({ candidate, candidates }: Place): number {
  return must(candidates[candidate], "a place that is filled has a candidate");
}

function isPending({ returned }: RecordedOperation): boolean {
  return returned === undefined;
}

function twinsOf(
  operations: readonly RecordedOperation[],
  firstPending: number,
  isPerClient: boolean,
): readonly number[] {
  const latest = new Map<unknown, number>();
  return operations.map(({ client, operation }, number) => {
    if (number < firstPending) return -1;
    const asked = isPerClient ? [client, operation] : operation;
    const identity = identityOf(asked);
    const twin = latest.get(identity) ?? -1;
    latest.set(identity, number);
    return twin;
  });
}

/** A text that equal operations share; for one that carries a function nothing but itself. */
function identityOf(asked: unknown): unknown {
  try {
    return structuralText(asked);
  } catch {
    return asked;
  }
}
