// The edits that record plain state: what they are written into, and the names of the variables that they introduce.

import type { MagicString } from "magic-string";

import { MODULE_SCOPE } from "../../trace/index.ts";
import { isTracked } from "./bindings.ts";
import type { Binding, Bindings, Scope } from "./bindings.ts";
import { listOf, nameOf } from "./node.ts";
import type { Node } from "./node.ts";

/** Holds a value between two pieces of code with nothing between them. */
export const HELD = "__heddleT";

/** A module. */
export interface Module {
  readonly source: string;
  readonly file: string;
}

/** The edits of one module. */
export class Edits {
  readonly source: string;
  readonly bindings: Bindings;
  readonly #file: string;
  readonly #text: MagicString;
  /** What was inserted first where a node begins. */
  readonly #first: Map<number, string> = new Map();
  /** The variables that give the variables of a scope their identity. */
  readonly #homes: Map<Scope, string> = new Map();
  #count = 0;

  constructor({ file, source }: Module, text: MagicString, bindings: Bindings) {
    this.source = source;
    this.#file = file;
    this.#text = text;
    this.bindings = bindings;
  }

  /** The number of edits so far. */
  get count(): number {
    return this.#count;
  }

  /** Inserts before a node; what is inserted first stands first. */
  open(position: number, code: string): void {
    if (!this.#first.has(position)) this.#first.set(position, code);
    this.#count += 1;
    this.#text.appendLeft(position, code);
  }

  /** Inserts after a node; what is inserted first stands last. */
  close(position: number, code: string): void {
    this.#count += 1;
    this.#text.prependRight(position, code);
  }

  /** Puts an expression between two pieces of code. */
  wrap({ end, start }: Node, before: string, after: string = ")"): void {
    this.open(start, before);
    this.close(end, after);
  }

  replace(start: number, end: number, code: string): void {
    this.#count += 1;
    this.#text.update(start, end, code);
  }

  /** A statement that begins with a parenthesis now would go on with the line before, if that has no semicolon. */
  guard(statement: Node): void {
    if (this.#first.get(statement.start)?.startsWith("(") === true) this.#text.prependLeft(statement.start, "void 0,");
  }

  /** The arguments that name a variable: its scope and its name. */
  placeOf({ name, scope: { home } }: Binding): string {
    const known = this.#homes.get(home);
    const variable = known ?? `__heddleV${this.#homes.size + 1}`;
    if (known === undefined) this.#homes.set(home, variable);
    return `${variable},${JSON.stringify(name)}`;
  }

  /** The variable of an identifier, if it is recorded. */
  tracked(node: Node): Binding | undefined {
    const binding = nameOf(node) === undefined ? undefined : this.bindings.of(node);
    return isTracked(binding) ? binding : undefined;
  }

  /** Declares the variables that `placeOf` has named, each where its scope begins. */
  declareHomes(): void {
    for (const [{ block }, variable] of this.#homes) {
      if (block === undefined) continue;
      const isModule = block.type === "Program";
      // Code of a module may be called before the module is evaluated.
      const identity = isModule ? `{${MODULE_SCOPE}:${JSON.stringify(this.#file)}}` : "{}";
      const declaration = `${isModule ? "var" : "const"} ${variable}=__heddleN(${identity},"");`;
      const body = listOf(block, "body");
      const directives = body.filter((each) => typeof each["directive"] === "string");
      const last = directives.at(-1);
      const isBlock = block.type === "BlockStatement" || block.type === "TSModuleBlock";
      const begin = isBlock ? block.start + 1 : this.source.indexOf("{", block.start) + 1;
      const position = last?.end ?? (isModule ? (body[0]?.start ?? block.start) : begin);
      this.#text.prependLeft(position, `${last === undefined ? "" : ";"}${declaration}`);
    }
  }
}
