// The base class of strategies that draw positions over the length of an execution. The length is fixed on replay, and
// otherwise estimated from the executions of earlier rounds.

import { generatorFrom } from "../../choice/index.ts";
import type { Generator } from "../../choice/index.ts";
import type { Feedback } from "../strategy.ts";
import { LengthEstimate } from "./length-estimate.ts";

/** Implements the feedback of a strategy, the lengths of executions, and its draws. */
export abstract class LengthBased {
  readonly #fixedLength: number | undefined;
  readonly #lengthEstimate: LengthEstimate;
  #length = 0;
  /** The generator of the running execution. */
  protected generator: Generator = generatorFrom(0);

  /** @param lengthEstimate shared by the members of a portfolio */
  constructor(fixedLength: number | undefined, lengthEstimate: LengthEstimate = new LengthEstimate()) {
    this.#fixedLength = fixedLength;
    this.#lengthEstimate = lengthEstimate;
  }

  /** The length that the running execution is drawn over. */
  protected get length(): number {
    return this.#length;
  }

  /** Takes the generator of an execution that begins, and determines its length. */
  protected beginWith(generator: Generator): void {
    this.generator = generator;
    this.#length = this.#fixedLength ?? this.#lengthEstimate.known;
  }

  /** Draws a value for the program, in 0 … bound−1. */
  draw(bound: number): number {
    return this.generator.below(bound);
  }

  /** Notes the number of choices of an execution that has ended. */
  end(decisions: number): void {
    this.#lengthEstimate.note(decisions);
  }

  /** The length of the execution that has just ended. */
  feedback(): unknown {
    return this.#lengthEstimate.feedback();
  }

  /** Updates the estimated length by those of a round. */
  update(feedback: readonly Feedback[]): void {
    this.#lengthEstimate.update(feedback);
  }
}
