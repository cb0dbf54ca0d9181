// Records the footprint and the causes of each step. Receives take the oldest message, as they do without a recorder,
// so that the execution is the same.

import { Access } from "../../trace/index.ts";
import type { EnabledOperation, TouchedObject } from "../../trace/index.ts";
import type { Causality } from "../causality.ts";

/** One access of a step. */
export interface ObservedAccess {
  readonly object: TouchedObject;
  readonly access: Access;
}

/** One recorded step. */
export interface ObservedStep {
  /** The key of the task that stepped. */
  readonly key: number;
  readonly kind: string;
  /** The object that its operation declares; `undefined` for none. */
  readonly object: TouchedObject | undefined;
  /** The key of the actor whose exit ends its task; 0 for none. */
  readonly ownerKey: number;
  readonly touches: ObservedAccess[];
  /** The numbers of the steps that caused it, from 1. */
  readonly causes: readonly number[];
  /** The keys of the actors that it ended or cancelled. */
  readonly ends: number[];
}

/** Records one execution after another, as the causality of their strategy. */
export class FootprintRecorder implements Causality {
  #steps: ObservedStep[] = [];
  #pending: Map<number, number[]> = new Map();
  #isApproximate = false;

  /** The steps of the latest execution. */
  get steps(): readonly ObservedStep[] {
    return this.#steps;
  }

  /** Whether causes may be missing, since code was continued by foreign promises. */
  get isApproximate(): boolean {
    return this.#isApproximate;
  }

  /** Called when an operation is about to be performed. */
  step(operation: EnabledOperation): void {
    const { access, secondObject, key, kind, object, ownerKey } = operation;
    const touches: ObservedAccess[] = [];
    if (object !== undefined && access !== Access.none) touches.push({ object, access });
    if (secondObject !== undefined) touches.push({ object: secondObject, access: Access.write });
    const causes = this.#pending.get(key) ?? [];
    this.#pending.delete(key);
    this.#steps.push({ key, kind, object, ownerKey, touches, causes, ends: [] });
  }

  onBegin(): void {
    this.#steps = [];
    this.#pending = new Map();
    this.#isApproximate = false;
  }

  onForeignWait(): void {
    this.#isApproximate = true;
  }

  onCause({ key }: EnabledOperation, step: number): void {
    const causes = this.#pending.get(key);
    if (causes === undefined) this.#pending.set(key, [step]);
    else causes.push(step);
  }

  onTouch(object: TouchedObject, access: Access): void {
    this.#steps.at(-1)?.touches.push({ object, access });
  }

  onSafe(): void {
    // Not recorded.
  }

  onEnd(owner: number): void {
    this.#steps.at(-1)?.ends.push(owner);
  }

  onCancel(owner: number): void {
    this.#steps.at(-1)?.ends.push(owner);
  }

  take([oldest]: readonly number[]): number {
    const step = this.#steps.at(-1);
    if (step !== undefined && oldest !== undefined) {
      this.#steps[this.#steps.length - 1] = { ...step, causes: [...step.causes, oldest] };
    }
    return 0;
  }

  onTimer(operation: EnabledOperation): void {
    this.onCause(operation, this.#steps.length);
  }

  onWithdraw(): number {
    return 0;
  }

  onLeft(): void {
    // Not recorded.
  }

  onQuiescent(): void {
    // Not recorded.
  }

  onViolated(): void {
    // Nothing to record.
  }

  onLateMatch(): void {
    // Not recorded.
  }

  injectsFaultWhenQuiescent(): boolean {
    return false;
  }
}
