// The measurements so far, in a file under build/, so that the table can be produced in several runs.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import type { Cell } from "./trials.ts";

/** The cells of the table by program and strategy. */
export class Results {
  readonly #file: string;
  readonly #cells: Map<string, Cell>;

  constructor(file: string) {
    this.#file = file;
    const cells: readonly Cell[] = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
    this.#cells = new Map(cells.map((cell) => [keyOf(cell.program, cell.strategy), cell]));
  }

  /** The result of a program under a strategy, if measured. */
  get(program: string, strategy: string): Cell | undefined {
    return this.#cells.get(keyOf(program, strategy));
  }

  /** Adds or replaces a cell and writes the file. */
  add(cell: Cell): void {
    this.#cells.set(keyOf(cell.program, cell.strategy), cell);
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(this.#file, `${JSON.stringify([...this.#cells.values()], undefined, 1)}\n`);
  }
}

function keyOf(program: string, strategy: string): string {
  return `${program} ${strategy}`;
}
