// Instrumented modules of tests, loaded from files of their own.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { instrument } from "../../src/instrument/transform.ts";
import type { Manner } from "../../src/instrument/transform.ts";

/** Loads modules from texts. */
export class Modules {
  readonly #folder = mkdtempSync(join(tmpdir(), "heddle-instrument-"));
  #count = 0;

  /** The exports of an instrumented module. */
  async load<Exports>(source: string, manner: Manner): Promise<Exports> {
    this.#count += 1;
    const file = join(this.#folder, `module-${this.#count}.mjs`);
    writeFileSync(file, instrument(source, file, manner)?.code ?? source);
    return import(/* @vite-ignore */ file) as Promise<Exports>;
  }

  /** Removes the files; files of tests share their globals. */
  clear(): void {
    Reflect.deleteProperty(globalThis, "__heddleInstrumented");
    Reflect.deleteProperty(globalThis, "__heddleStateFiles");
    Reflect.deleteProperty(globalThis, "__heddleFresh");
    rmSync(this.#folder, { recursive: true });
  }
}
