// Numbers the states of a model and caches its steps. With numbers a search compares integers, and a model with few
// states is called once for each state and operation.

import { mix } from "../../choice/index.ts";
import { must } from "../../errors.ts";
import type { Model, Stepped } from "../models/model.ts";
import type { RecordedOperation } from "../history/recorded-operation.ts";
import { structuralText } from "../history/structural-text.ts";

const NO_STATES: readonly number[] = [];
/** The size limit of the cache, a power of two: if states rarely recur, caching costs more than calling the model. */
const MAX_CACHED = 1 << 14;

/** A model applied to the operations of one history. */
export class ModelStates<State, Operation, Result> {
  readonly #model: Model<State, Operation, Result>;
  readonly #operations: readonly RecordedOperation<Operation, Result>[];
  readonly #states: State[] = [];
  readonly #ids: Map<string | number, number> = new Map();
  /** A direct-mapped cache from state and operation to next states; a later entry replaces an earlier one. */
  readonly #cacheKeys: Float64Array;
  readonly #cachedStates: (readonly number[])[] = [];
  readonly #changing: boolean[] = [];
  /** The recorded results as texts, computed on demand. */
  readonly #texts: (string | undefined)[] = [];

  constructor(model: Model<State, Operation, Result>, operations: readonly RecordedOperation<Operation, Result>[]) {
    this.#model = model;
    this.#operations = operations;
    let size = 16;
    while (size < MAX_CACHED && size < 16 * operations.length) size *= 2;
    this.#cacheKeys = new Float64Array(size).fill(-1);
  }

  initial(): number {
    return this.#idOf(this.#model.init());
  }

  state(id: number): State {
    // A state may be `undefined`.
    return this.#states[id] as State;
  }

  /** The states to which an operation may lead with its recorded result, or with any result if it is pending. */
  after(state: number, operation: number): readonly number[] {
    const key = state * this.#operations.length + operation;
    const slot = mix(state, operation) & (this.#cacheKeys.length - 1);
    if (this.#cacheKeys[slot] === key) return must(this.#cachedStates[slot], "a cached key has states");
    const states = this.#step(state, operation);
    if (states.some((target) => target !== state)) this.#changing[operation] = true;
    this.#cacheKeys[slot] = key;
    this.#cachedStates[slot] = states;
    return states;
  }

  /** Whether an operation has changed any state in which it was applied. */
  isChanging(operation: number): boolean {
    return this.#changing[operation] === true;
  }

  #step(state: number, number: number): readonly number[] {
    const recorded = must(this.#operations[number], "operations are numbered");
    const { client, operation } = recorded;
    const stepped = this.#model.step(this.state(state), operation, this.#model.isPerClient === true ? client : "");
    if (!Array.isArray(stepped)) {
      const only = stepped as Stepped<State, Result>;
      return this.#isRecorded(only.result, number, recorded) ? [this.#idOf(only.state)] : NO_STATES;
    }
    const all: readonly Stepped<State, Result>[] = stepped;
    const fitting = all.filter(({ result }) => this.#isRecorded(result, number, recorded));
    return [...new Set(fitting.map((one) => this.#idOf(one.state)))];
  }

  #isRecorded(result: Result, operation: number, recorded: RecordedOperation<Operation, Result>): boolean {
    if (recorded.returned === undefined || Object.is(result, recorded.result)) return true;
    if (this.#model.isSameResult !== undefined) return this.#model.isSameResult(result, recorded.result as Result);
    if (isPrimitive(result) && isPrimitive(recorded.result) && result !== 0) return false;
    const text = (this.#texts[operation] ??= structuralText(recorded.result));
    return structuralText(result) === text;
  }

  #idOf(state: State): number {
    const key = this.#model.key === undefined ? structuralText(state) : this.#model.key(state);
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.#states.push(state) - 1;
      this.#ids.set(key, id);
    }
    return id;
  }
}

function isPrimitive(value: unknown): boolean {
  return (typeof value !== "object" && typeof value !== "function") || value === null;
}
