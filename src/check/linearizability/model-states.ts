// The states of a model by number, and what each operation does in each. With numbers a search compares words, and
// where it meets the same few states over and over it asks the model once.

import { mix } from "../../choice/index.ts";
import { must } from "../../errors.ts";
import type { Model, Stepped } from "../models/model.ts";
import type { RecordedOperation } from "../history/recorded-operation.ts";
import { structuralText } from "../history/structural-text.ts";

const NOWHERE: readonly number[] = [];
/** The most answers that are kept, a power of two: where states seldom come again, keeping them costs more than asking. */
const MAX_KEPT = 1 << 14;

/** A model, asked about the operations of one history. */
export class ModelStates<State, Operation, Result> {
  readonly #model: Model<State, Operation, Result>;
  readonly #operations: readonly RecordedOperation<Operation, Result>[];
  readonly #states: State[] = [];
  readonly #ids: Map<string | number, number> = new Map();
  /** Answers by the hash of their question; a later question takes the place of an earlier one. */
  readonly #questions: Float64Array;
  readonly #answers: (readonly number[])[] = [];
  readonly #changing: boolean[] = [];
  /** The recorded results as texts, made when they are needed. */
  readonly #texts: (string | undefined)[] = [];

  constructor(model: Model<State, Operation, Result>, operations: readonly RecordedOperation<Operation, Result>[]) {
    this.#model = model;
    this.#operations = operations;
    let kept = 16;
    while (kept < MAX_KEPT && kept < 16 * operations.length) kept *= 2;
    this.#questions = new Float64Array(kept).fill(-1);
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
    const slot = mix(state, operation) & (this.#questions.length - 1);
    if (this.#questions[slot] === question) return must(this.#answers[slot], "a question has an answer");
    const answer = this.#ask(state, operation);
    if (answer.some((target) => target !== state)) this.#changing[operation] = true;
    this.#questions[slot] = question;
    this.#answers[slot] = answer;
    return answer;
  }

  /** Whether an operation has changed any state of which the model was asked. */
  isChanging(operation: number): boolean {
    return this.#changing[operation] === true;
  }

  #ask(state: number, number: number): readonly number[] {
    const recorded = must(this.#operations[number], "operations are numbered");
    const { client, operation } = recorded;
    const stepped = this.#model.step(this.state(state), operation, this.#model.isPerClient === true ? client : "");
    if (!Array.isArray(stepped)) {
      const only = stepped as Stepped<State, Result>;
      return this.#fits(only.result, number, recorded) ? [this.#idOf(only.state)] : NOWHERE;
    }
    const all: readonly Stepped<State, Result>[] = stepped;
    const fitting = all.filter(({ result }) => this.#fits(result, number, recorded));
    return [...new Set(fitting.map((one) => this.#idOf(one.state)))];
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
