// Captures what a program prints inside executions. Of thousands of executions nobody reads the output: it is recorded
// only while an execution runs for a report, and dropped unformatted otherwise.

import { Console } from "node:console";

import { must } from "../../errors.ts";
import type { OutputPart, OutputRecorder, ProgramOutput } from "../../explore/index.ts";
import { currentTask } from "../../kernel/index.ts";
import type { Patch } from "./patch.ts";

/** The most characters kept of one execution: the last ones, which are closest to the failure. */
const MAX_CHARACTERS = 65_536;

/** The methods of the console that print, or whose state affects what others print. */
const METHODS =
  "assert clear count countReset debug dir dirxml error group groupCollapsed groupEnd info log table time timeEnd " +
  "timeLog trace warn";

type AnyFunction = (...values: never[]) => unknown;

/** Drops what is printed for short times. The functions are replaced for the first one, and stay so until it is closed. */
export class Silence {
  #isOn = false;
  #undo: (() => unknown)[] | undefined;

  begin(): void {
    this.#isOn = true;
    this.#undo ??= [
      ...[process.stdout, process.stderr].map((stream) => this.#replace(stream, "write")),
      ...METHODS.split(" ").map((key) => this.#replace(console, key)),
    ];
  }

  end(): void {
    this.#isOn = false;
  }

  /** Puts the functions back. */
  close(): void {
    for (const undo of this.#undo?.toReversed() ?? []) undo();
    this.#undo = undefined;
  }

  #replace(target: object, key: string): () => unknown {
    const own = Object.getOwnPropertyDescriptor(target, key);
    const real = Reflect.get(target, key) as AnyFunction;
    const isOn = (): boolean => this.#isOn;
    const replaced = function (this: unknown, ...values: never[]): unknown {
      return isOn() ? true : Reflect.apply(real, this, values);
    };
    Reflect.set(target, key, replaced);
    return () => {
      // Somebody else may have replaced it meanwhile.
      if (Reflect.get(target, key) !== replaced) return false;
      return own === undefined ? Reflect.deleteProperty(target, key) : Reflect.set(target, key, real);
    };
  }
}

/** The capture of one host. */
export class ConsoleCapture implements OutputRecorder {
  #isInTurn = false;
  #record: OutputRecord | undefined;

  /** Runs code between which and executions nothing else runs: what rules and checks print is captured, too. */
  during<T>(work: () => T): T {
    this.#isInTurn = true;
    try {
      return work();
    } finally {
      this.#isInTurn = false;
    }
  }

  begin(): void {
    this.#record = new OutputRecord();
  }

  log(line: string): void {
    this.#record?.add("stderr", `${line}\n`);
  }

  end(): ProgramOutput | undefined {
    const output = this.#record?.output();
    this.#record = undefined;
    return output;
  }

  /** What must be replaced while explorations run. */
  get patches(): readonly Patch[] {
    return [
      ...METHODS.split(" ").map((key) => ({
        target: console,
        key,
        make: (real: AnyFunction) => this.#method(key, real),
      })),
      { target: process.stdout, key: "write", make: (real) => this.#write("stdout", real) },
      { target: process.stderr, key: "write", make: (real) => this.#write("stderr", real) },
    ];
  }

  get #isCapturing(): boolean {
    return this.#isInTurn || currentTask() !== undefined;
  }

  #method(key: string, real: AnyFunction): AnyFunction {
    return (...values) => {
      if (!this.#isCapturing) return Reflect.apply(real, console, values);
      const record = this.#record;
      return record === undefined ? undefined : Reflect.apply(methodOf(record.console, key), record.console, values);
    };
  }

  /** A `write` that records. Its callback is called as a microtask: a real one would come from outside the execution. */
  #write(stream: OutputPart["stream"], real: AnyFunction): AnyFunction {
    const capture = (chunk: string | Uint8Array, ...others: unknown[]): boolean => {
      this.#record?.add(stream, typeof chunk === "string" ? chunk : Buffer.from(chunk).toString());
      const callback = others.find((other) => typeof other === "function");
      if (callback !== undefined) queueMicrotask(callback as () => void);
      return true;
    };
    const isCapturing = (): boolean => this.#isCapturing;
    return function (this: unknown, ...values: never[]): unknown {
      return isCapturing() ? Reflect.apply(capture, undefined, values) : Reflect.apply(real, this, values);
    };
  }
}

function methodOf(console: Console, key: string): AnyFunction {
  return Reflect.get(console, key) as AnyFunction;
}

/** The output of one execution. */
class OutputRecord {
  /** A console of its own: groups, counters and timers do not outlive the execution. */
  readonly console: Console;
  readonly #parts: OutputPart[] = [];
  #size = 0;
  #cut = 0;

  constructor() {
    const streamOf = (stream: OutputPart["stream"]): NodeJS.WritableStream =>
      ({ write: (text: string) => this.add(stream, text) }) as unknown as NodeJS.WritableStream;
    const [stdout, stderr] = [streamOf("stdout"), streamOf("stderr")];
    this.console = new Console({ stdout, stderr, ignoreErrors: false, colorMode: false });
  }

  add(stream: OutputPart["stream"], text: string): true {
    const last = this.#parts.at(-1);
    if (last?.stream === stream) this.#parts[this.#parts.length - 1] = { stream, text: last.text + text };
    else this.#parts.push({ stream, text });
    this.#size += text.length;
    // Not at every write: cutting copies what is left.
    if (this.#size > 2 * MAX_CHARACTERS) this.#trim();
    return true;
  }

  output(): ProgramOutput | undefined {
    this.#trim();
    return this.#size === 0 ? undefined : { parts: this.#parts, cut: this.#cut };
  }

  #trim(): void {
    while (this.#size > MAX_CHARACTERS) {
      const { stream, text } = must(this.#parts[0], "the size is that of the parts");
      const surplus = Math.min(this.#size - MAX_CHARACTERS, text.length);
      if (surplus === text.length) this.#parts.shift();
      else this.#parts[0] = { stream, text: text.slice(surplus) };
      this.#size -= surplus;
      this.#cut += surplus;
    }
  }
}
