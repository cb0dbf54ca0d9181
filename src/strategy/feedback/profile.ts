// Profiles: how many operations each task performs, and on which objects, in a sample execution. They weigh the tasks
// of uniform random walks. Tasks and objects are identified by their keys, which are the same in every interleaving.

import { Access } from "../../trace/index.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import { isReleased } from "../conflicts/contention.ts";
import { roundStart } from "./rounds.ts";
import type { ExecutionStart, Feedback } from "../strategy.ts";

/** The profile of one execution; it can be cloned. */
export interface ProfileFeedback {
  readonly kind: "profile";
  readonly tasks: readonly TaskProfile[];
  /** The objects whose order matters: accessed by at least two tasks, one of which writes. */
  readonly shared: readonly number[];
}

interface TaskProfile {
  readonly key: number;
  /** The key of the task that stepped last when this task first appeared; 0 for the first task. */
  readonly creator: number;
  readonly steps: number;
  /** Steps by object. */
  readonly objects: readonly (readonly [object: number, steps: number])[];
}

/** A shared `object`, by its key, with the number of `steps` that access it. */
export interface Focus {
  readonly object: number;
  readonly steps: number;
}

/** The latest profile and the weights derived from it. */
export class Profile {
  #tasks: readonly TaskProfile[] = [];
  #foci: readonly Focus[] = [];
  /** By object, 0 for all steps; computed on demand. */
  readonly #weights: Map<number, Weights> = new Map();

  /** Whether a profile has been recorded. */
  get isKnown(): boolean {
    return this.#tasks.length > 0;
  }

  /** The shared objects. */
  get foci(): readonly Focus[] {
    return this.#foci;
  }

  /** The weights by all steps, or by those on one object. */
  weights(object: number = 0): Weights {
    const known = this.#weights.get(object);
    if (known !== undefined) return known;
    const weights = weigh(this.#tasks, object);
    this.#weights.set(object, weights);
    return weights;
  }

  /** Takes the latest profile of a round. */
  update(feedback: readonly Feedback[]): void {
    const latest = feedback.map(({ data }) => data).findLast(isProfile);
    if (latest === undefined) return;
    this.#tasks = latest.tasks;
    this.#weights.clear();
    this.#foci = latest.shared.map((object) => ({ object, steps: total(latest.tasks, object) }));
  }
}

/** The number of steps of each task, its descendants' included. */
export interface Weights {
  /** By key. */
  readonly withDescendants: ReadonlyMap<number, number>;
  /** For a task that is not in the profile. */
  readonly smallest: number;
}

/** Whether an execution is profiled: the first of each round (see `Strategy`). */
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

/** Profiles the first execution of each round, for a strategy that weighs the tasks of the others. */
export class Profiler {
  readonly profile: Profile;
  /** Whether the running execution is profiled; each is as long as there is no profile. */
  isActive = true;
  readonly #tasks: Map<number, TaskCount> = new Map();
  readonly #users: Map<number, Users> = new Map();
  #running = 0;

  constructor(profile: Profile = new Profile()) {
    this.profile = profile;
  }

  begin({ index }: ExecutionStart): void {
    this.isActive = isProfiled(index) || !this.profile.isKnown;
    if (!this.isActive) return;
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

  /** The profile of the execution, if it is profiled. */
  feedback(): ProfileFeedback | undefined {
    if (!this.isActive) return undefined;
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
  // Creators come before the tasks that they create, so the sums propagate from the end.
  for (const task of tasks.toReversed()) {
    const own = stepsOn(task, object);
    if (own > 0) smallest = Math.min(smallest, own);
    const sum = own + (withDescendants.get(task.key) ?? 0);
    withDescendants.set(task.key, sum);
    if (task.creator !== 0) withDescendants.set(task.creator, sum + (withDescendants.get(task.creator) ?? 0));
  }
  return { withDescendants, smallest: smallest === Number.POSITIVE_INFINITY ? 1 : smallest };
}
