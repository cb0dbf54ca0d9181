// The base class of strategies that draw positions over the length of an execution. The length is fixed on replay, and
// otherwise estimated from the executions of earlier rounds.

import type { Feedback } from "../strategy.ts";
import { LengthEstimate } from "./length-estimate.ts";

/** Implements the feedback of a strategy: the lengths of executions. */
export abstract class LengthBased {
  readonly #fixedLength: number | undefined;
  readonly #lengthEstimate: LengthEstimate;
  #length = 0;

  /** @param lengthEstimate shared by the members of a portfolio */
  constructor(fixedLength: number | undefined, lengthEstimate: LengthEstimate = new LengthEstimate()) {
    this.#fixedLength = fixedLength;
    this.#lengthEstimate = lengthEstimate;
  }

  /** The length that the running execution is drawn over. */
  protected get length(): number {
    return this.#length;
  }

  /** Determines the length for an execution that begins. */
  protected updateLength(): void {
    this.#length = this.#fixedLength ?? this.#lengthEstimate.known;
  }

  end(decisions: number): void {
    this.#lengthEstimate.note(decisions);
  }

  feedback(): unknown {
    return this.#lengthEstimate.feedback();
  }

  update(feedback: readonly Feedback[]): void {
    this.#lengthEstimate.update(feedback);
  }
}
