// The states of a model by number, and what each operation does in each. A search meets the same few states over and
// over: with numbers it compares words, and it asks the model once.

import { must } from "../errors.ts";
import type { Model, Stepped } from "./model.ts";
import type { RecordedOperation } from "./recorded-operation.ts";
import { structuralText } from "./structural-text.ts";

/** Answers that are kept; what is forgotten is asked again. */
const MAX_KEPT = 1_000_000;

/** A model, asked about the operations of one history. */
export class ModelStates<State, Operation, Result> {
  readonly #model: Model<State, Operation, Result>;
  readonly #operations: readonly RecordedOperation<Operation, Result>[];
  readonly #states: State[] = [];
  readonly #ids: Map<string | number, number> = new Map();
  readonly #answers: Map<number, readonly number[]> = new Map();
  /** The recorded results as texts, made when they are needed. */
  readonly #texts: (string | undefined)[] = [];

  constructor(model: Model<State, Operation, Result>, operations: readonly RecordedOperation<Operation, Result>[]) {
    this.#model = model;
    this.#operations = operations;
  }

  initial(): number {
    return this.#idOf(this.#model.init());
  }

  state(id: number): State {
    // A state may be `undefined`.
    return this.#states[id] as State;
  }

  /** The states to which an operation may lead with the result that was recorded, or any if it is pending. */
  after(state: number, operation: number): readonly number[] {
    const question = state * this.#operations.length + operation;
    const kept = this.#answers.get(question);
    if (kept !== undefined) return kept;
    const recorded = must(this.#operations[operation], "operations are numbered");
    const fitting = this.stepsOf(state, recorded).filter(({ result }) => this.#fits(result, operation, recorded));
    const answer = [...new Set(fitting.map((stepped) => this.#idOf(stepped.state)))];
    if (this.#answers.size >= MAX_KEPT) this.#answers.clear();
    this.#answers.set(question, answer);
    return answer;
  }

  /** All that the model may do with an operation in a state. */
  stepsOf(
    state: number,
    { client, operation }: RecordedOperation<Operation, Result>,
  ): readonly Stepped<State, Result>[] {
    const model = this.#model;
    const stepped = model.step(this.state(state), operation, model.isPerClient === true ? client : "");
    return Array.isArray(stepped) ? stepped : [stepped as Stepped<State, Result>];
  }

  #fits(answer: Result, operation: number, recorded: RecordedOperation<Operation, Result>): boolean {
    if (recorded.returned === undefined || Object.is(answer, recorded.result)) return true;
    if (this.#model.isSameResult !== undefined) return this.#model.isSameResult(answer, recorded.result as Result);
    if (isPrimitive(answer) && isPrimitive(recorded.result) && answer !== 0) return false;
    const text = (this.#texts[operation] ??= structuralText(recorded.result));
    return structuralText(answer) === text;
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
