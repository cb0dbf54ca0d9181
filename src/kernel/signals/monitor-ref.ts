// Monitors: one observation of a target actor by an observer.

import { mix } from "../../choice/index.ts";
import { showAs } from "../../trace/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { Actor } from "../actors/actor.ts";
import { isRemote } from "./location.ts";
import { SharedObject } from "../operations/shared-object.ts";

const MONITOR = 0x3040;

/** The name by which an actor is monitored, on a node. */
export interface MonitoredName {
  readonly name: string;
  readonly node: string;
}

/** A monitor, returned by `monitor` and contained in the down message; compare with `===`. A reference in Erlang. */
export class MonitorRef {
  /** Unique in its execution. */
  readonly id: number;
  readonly #observer: Actor;
  readonly #target: Actor;
  readonly #key: number;
  #object: SharedObject | undefined = undefined;
  #isActive = true;
  /** Set if the actor is monitored by its name, which the down message then contains. @internal */
  named: MonitoredName | undefined = undefined;

  private constructor(id: number, observer: Actor, target: Actor) {
    this.id = id;
    this.#observer = observer;
    this.#target = target;
    observer.task.objects += 1;
    this.#key = mix(mix(mix(observer.key, MONITOR), target.key), observer.task.objects);
  }

  /** @internal */
  static create(id: number, observer: Actor, target: Actor): MonitorRef {
    return new MonitorRef(id, observer, target);
  }

  /** The monitored actor. */
  get pid(): Pid {
    return this.#target.pid;
  }

  /** @internal */
  get observer(): Actor {
    return this.#observer;
  }

  /** @internal */
  get target(): Actor {
    return this.#target;
  }

  /** Touched by removing the monitor and by its down message. @internal */
  get object(): SharedObject {
    this.#object ??= new SharedObject(this.#key, this.#target.pid, undefined);
    return this.#object;
  }

  /** False once the down message was delivered or the monitor was removed. @internal */
  get isActive(): boolean {
    return this.#isActive;
  }

  /** @internal */
  deactivate(): void {
    this.#isActive = false;
    // A remote target sends its down message all the same; it is dropped on arrival.
    if (!isRemote(this.#observer, this.#target)) this.removeFromTarget();
  }

  /** Stops the target from sending a down message. @internal */
  removeFromTarget(): void {
    const { monitors } = this.#target;
    const index = monitors?.indexOf(this) ?? -1;
    if (index >= 0) monitors?.splice(index, 1);
  }

  /** For example `monitor of main/owner`. */
  toString(): string {
    return `monitor of ${this.#target.pid.path}`;
  }
}

showAs(MonitorRef.prototype, {
  show: (ref) => ["monitor of ", { actor: ref.pid.path }],
  isHiddenInFields: true,
});
