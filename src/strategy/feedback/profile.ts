// How many operations each task performs, and on which objects, in a sample execution: the weights of uniform random
// walks. Tasks and objects are known by their keys, which are the same in every interleaving.

import { Access } from "../../trace/index.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import { isReleased } from "../conflicts/contention.ts";
import { roundStart } from "./rounds.ts";
import type { Feedback } from "../strategy.ts";

/** What one execution showed; it can be cloned. */
export interface ProfileFeedback {
  readonly kind: "profile";
  readonly tasks: readonly TaskProfile[];
  /** The objects whose order matters: touched by at least two tasks, at least one of which writes. */
  readonly shared: readonly number[];
}

interface TaskProfile {
  readonly key: number;
  /** The key of the task that stepped last when it first showed up; 0 for the first. */
  readonly creator: number;
  readonly steps: number;
  /** Steps by object. */
  readonly objects: readonly (readonly [object: number, steps: number])[];
}

/** A shared object and how often it was touched. */
export interface Focus {
  readonly object: number;
  readonly steps: number;
}

/** The latest profile, and what follows from it. */
export class Profile {
  #tasks: readonly TaskProfile[] = [];
  #foci: readonly Focus[] = [];
  /** By object, 0 for all steps; made when asked for. */
  readonly #weights: Map<number, Weights> = new Map();

  /** Whether there is one. */
  get isKnown(): boolean {
    return this.#tasks.length > 0;
  }

  /** The shared objects. */
  get foci(): readonly Focus[] {
    return this.#foci;
  }

  /** The weights of all steps, or of those on one object. */
  weights(object: number = 0): Weights {
    const known = this.#weights.get(object);
    if (known !== undefined) return known;
    const weights = weigh(this.#tasks, object);
    this.#weights.set(object, weights);
    return weights;
  }

  /** Takes over the latest profile of a round. */
  update(feedback: readonly Feedback[]): void {
    const latest = feedback.map(({ data }) => data).findLast(isProfile);
    if (latest === undefined) return;
    this.#tasks = latest.tasks;
    this.#weights.clear();
    this.#foci = latest.shared.map((object) => ({ object, steps: total(latest.tasks, object) }));
  }
}

/** The steps that tasks take, each with those of all that it creates. */
export interface Weights {
  /** By key. */
  readonly withDescendants: ReadonlyMap<number, number>;
  /** For a task that the profile does not know. */
  readonly smallest: number;
}

/** Whether an execution is one that a profile is taken of: the first of each round (see `Strategy`). */
export function isProfiled(index: number): boolean {
  return roundStart(index) === index;
}

interface TaskCount {
  readonly key: number;
  readonly creator: number;
  steps: number;
  readonly objects: Map<number, number>;
}

interface Users {
  readonly tasks: Set<number>;
  isWritten: boolean;
}

/** Counts while an execution runs. */
export class Profiler {
  readonly #tasks: Map<number, TaskCount> = new Map();
  readonly #users: Map<number, Users> = new Map();
  #running = 0;

  begin(): void {
    this.#tasks.clear();
    this.#users.clear();
    this.#running = 0;
  }

  onEnabled({ key }: EnabledOperation): void {
    if (!this.#tasks.has(key)) this.#tasks.set(key, { key, creator: this.#running, steps: 0, objects: new Map() });
  }

  onStep(operation: EnabledOperation): void {
    const { access, key, object } = operation;
    this.#running = key;
    const task = this.#tasks.get(key);
    if (task === undefined) return;
    task.steps += 1;
    if (object === undefined) return;
    task.objects.set(object.key, (task.objects.get(object.key) ?? 0) + 1);
    if (isReleased(operation)) return;
    const users = this.#users.get(object.key) ?? { tasks: new Set<number>(), isWritten: false };
    users.tasks.add(key);
    if (access !== Access.read) users.isWritten = true;
    this.#users.set(object.key, users);
  }

  /** What the execution showed. */
  feedback(): ProfileFeedback {
    const shared = [...this.#users].filter(([, { isWritten, tasks }]) => isWritten && tasks.size > 1);
    return {
      kind: "profile",
      tasks: [...this.#tasks.values()].map((task) => ({ ...task, objects: [...task.objects] })),
      shared: shared.map(([object]) => object),
    };
  }
}

function isProfile(data: unknown): data is ProfileFeedback {
  return typeof data === "object" && data !== null && "kind" in data && data.kind === "profile";
}

function stepsOn(task: TaskProfile, object: number): number {
  return object === 0 ? task.steps : (task.objects.find(([key]) => key === object)?.[1] ?? 0);
}

function total(tasks: readonly TaskProfile[], object: number): number {
  let sum = 0;
  for (const task of tasks) sum += stepsOn(task, object);
  return sum;
}

function weigh(tasks: readonly TaskProfile[], object: number): Weights {
  const withDescendants = new Map<number, number>();
  let smallest = Number.POSITIVE_INFINITY;
  // Creators come before what they create, so the sums flow upwards from the end.
  for (const task of tasks.toReversed()) {
    const own = stepsOn(task, object);
    if (own > 0) smallest = Math.min(smallest, own);
    const sum = own + (withDescendants.get(task.key) ?? 0);
    withDescendants.set(task.key, sum);
    if (task.creator !== 0) withDescendants.set(task.creator, sum + (withDescendants.get(task.creator) ?? 0));
  }
  return { withDescendants, smallest: smallest === Number.POSITIVE_INFINITY ? 1 : smallest };
}
