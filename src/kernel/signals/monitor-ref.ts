// One monitor: who watches whom, once.

import { mix } from "../../choice/index.ts";
import { showAs } from "../../trace/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { Actor } from "../actors/actor.ts";
import { isRemote } from "./location.ts";
import { SharedObject } from "../operations/shared-object.ts";

const MONITOR = 0x3040;

/** What `monitor` returns and the down message carries; compare with `===`. */
export class MonitorRef {
  /** Distinct in its execution. */
  readonly id: number;
  readonly #observer: Actor;
  readonly #target: Actor;
  readonly #key: number;
  #object: SharedObject | undefined = undefined;
  #isActive = true;

  /** @internal */
  constructor(id: number, watcher: Actor, target: Actor) {
    this.id = id;
    this.#observer = watcher;
    this.#target = target;
    watcher.task.objects += 1;
    this.#key = mix(mix(mix(watcher.key, MONITOR), target.key), watcher.task.objects);
  }

  /** Who is watched. */
  get pid(): Pid {
    return this.#target.pid;
  }

  /** Touched by taking the monitor back and by the down message that it asks for. @internal */
  get object(): SharedObject {
    this.#object ??= new SharedObject(this.#key, this.#target.pid, undefined);
    return this.#object;
  }

  /** @internal */
  get observer(): Actor {
    return this.#observer;
  }

  /** @internal */
  get target(): Actor {
    return this.#target;
  }

  /** False once the down message was delivered or the monitor was taken back. @internal */
  get isActive(): boolean {
    return this.#isActive;
  }

  /** @internal */
  deactivate(): void {
    this.#isActive = false;
    // One of another home tells of its end all the same; what arrives then is dropped.
    if (!isRemote(this.#observer, this.#target)) this.removeFromTarget();
  }

  /** Its target need not tell of its end. @internal */
  removeFromTarget(): void {
    const watchers = this.#target.monitors;
    const index = watchers?.indexOf(this) ?? -1;
    if (index >= 0) watchers?.splice(index, 1);
  }

  toString(): string {
    return `monitor of ${this.#target.pid.path}`;
  }
}

showAs(MonitorRef.prototype, {
  show: (ref) => ["monitor of ", { actor: ref.pid.path }],
  isHiddenInFields: true,
});
