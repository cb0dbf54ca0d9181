// What a viewer shows of an execution, as data: everything is text by now, and nothing is computed from the program.

/** A document, as the HTML file holds it. */
export interface ViewDocument {
  /** The version of this format. */
  readonly version: 1;
  /** The version of heddle that wrote it. */
  readonly heddle: string;
  /** The name of the program. */
  readonly program: string;
  /** The token that replays the execution. */
  readonly token: string;
  /** The command that replays it; `undefined` if there is none. */
  readonly command: string | undefined;
  /** How it ended. */
  readonly outcome: "completed" | "violated" | "deadlocked" | "livelocked" | "outOfSteps";
  /** The error, a line each; none if it did not fail. */
  readonly error: readonly string[];
  /** Why it fails, in a sentence; `undefined` if it was not explained. */
  readonly sentence: string | undefined;
  /** How the program differs from the one that was recorded; `undefined` if it does not. */
  readonly divergence: string | undefined;
  /** The pairs of steps whose order is critical, the most important first. */
  readonly pairs: readonly ViewPair[];
  /** The numbers of the steps that lead to the failure; `undefined` if that is not known. */
  readonly slice: readonly number[] | undefined;
  /** The execution itself. */
  readonly failing: ViewExecution;
  /** The nearest execution that passes: the same with the first pair reversed. `undefined` if there is none. */
  readonly passing: ViewExecution | undefined;
  /** The source files that steps point to. */
  readonly files: readonly ViewFile[];
  /** The counterexample as text and as a Mermaid diagram, to be copied. */
  readonly text: string;
  readonly mermaid: string;
}

/** Two steps whose order is critical. */
export interface ViewPair {
  /** The numbers of their steps; `undefined` for one that the failure came before. */
  readonly first: number | undefined;
  readonly second: number | undefined;
  /** Which two, and what happens in the other order. */
  readonly text: string;
}

/** One execution. */
export interface ViewExecution {
  readonly actors: readonly ViewActor[];
  readonly steps: readonly ViewStep[];
  /** What has a state. */
  readonly parts: readonly ViewPart[];
  /** What is new after each step, as the index of a part and its rows, `null` when it is gone; first the initial state. */
  readonly changes: readonly (readonly (readonly [part: number, rows: readonly string[] | null])[])[];
  /** How actors are left when it fails. */
  readonly endings: readonly { readonly lane: number; readonly text: string }[];
  /** The number of steps that were left out at the end, because there are too many. */
  readonly leftOut: number;
}

/** An actor; its index is its lane. */
export interface ViewActor {
  readonly path: string;
  /** Its short name. */
  readonly label: string;
  /** The step that spawned it and the step at which it exits; `undefined` if there is none. */
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** One step. */
export interface ViewStep {
  readonly number: number;
  readonly lane: number;
  /** For a delivery, the lane of the sender and the step that sent the signal, as far as it is known. */
  readonly sender?: number | undefined;
  readonly sentBy?: number | undefined;
  readonly role: "task" | "delivery" | "timer" | "fault";
  readonly text: string;
  /** The object that it touches. */
  readonly object?: string | undefined;
  readonly isDeviation: boolean;
  /** Virtual milliseconds. */
  readonly time: number;
  readonly enabled: number;
  /** The index of its file, and the line. */
  readonly source?: readonly [file: number, line: number] | undefined;
}

/** Something that has a state. */
export interface ViewPart {
  readonly kind: "actor" | "mailbox" | "object" | "signal";
  readonly name: string;
  /** The lane of the actor that it belongs to. */
  readonly lane?: number | undefined;
}

/** The lines of a file that steps point to, with those around them. */
export interface ViewFile {
  /** Relative to the folder of the project where that is possible. */
  readonly name: string;
  /** Lines by their number, from 1. */
  readonly lines: readonly (readonly [number: number, text: string])[];
}
