// Lets a module begin anew in each execution: its statements become functions that are called when it is loaded, and again by
// each execution. Its variables stay where they are, so that what others have imported of it sees the new values: a loader
// would give them another module. Functions stay, imports and types, too.

import { MagicString } from "magic-string";

import { FRESH_KEY } from "../trace/index.ts";
import { childOf, childrenOf, isFunction, listOf, nameOf } from "./state/node.ts";
import type { Node } from "./state/node.ts";

/** A module that explores, or that a runner of tests loads: its statements must not run again. */
const OF_TESTS = /["'](?:heddle(?:\/[\w-]+)?|vitest|node:test|@jest\/globals)["']/;
/** The function that runs a piece of the module, and the variable for its default export. */
const RUN = "__heddleModule";
const DEFAULT = "__heddleDefault";

const KEPT: ReadonlySet<string> = new Set([
  "FunctionDeclaration",
  "ImportDeclaration",
  "ExportAllDeclaration",
  "EmptyStatement",
  "TSInterfaceDeclaration",
  "TSTypeAliasDeclaration",
  "TSEnumDeclaration",
  "TSModuleDeclaration",
  "TSImportEqualsDeclaration",
  "TSExportAssignment",
  "TSNamespaceExportDeclaration",
]);

/** What a module has that cannot run again: it waits for something, ends early, or has a function in a block. */
const ONCE: ReadonlySet<string> = new Set(["AwaitExpression", "ReturnStatement", "FunctionDeclaration"]);

/**
 * Makes a module begin anew in each execution.
 * @param program the syntax tree of `source`
 * @returns `undefined` if it keeps nothing, or cannot run again: it waits for something, or belongs to a test
 */
export function beginAnew(source: string, file: string, program: Node): MagicString | undefined {
  if (OF_TESTS.test(source) || source.includes(`function ${RUN}(`)) return undefined;
  const statements = listOf(program, "body").filter(({ directive }) => typeof directive !== "string");
  const run = statements.filter((statement) => !isKept(statement));
  if (run.length === 0 || run.some(runsOnce)) return undefined;
  const module = new FreshModule(new MagicString(source));
  for (const statement of run) module.rewrite(statement);
  module.wrap(statements, new Set(run));
  module.declare(statements[0]?.start ?? 0, statements, file);
  return module.text;
}

/** Whether a statement runs once, as it is. */
function isKept(statement: Node): boolean {
  if (KEPT.has(statement.type) || statement["declare"] === true || statement["abstract"] === true) return true;
  if (!statement.type.startsWith("Export")) return false;
  const declaration = childOf(statement, "declaration");
  return declaration === undefined || isKept(declaration);
}

function runsOnce(node: Node): boolean {
  if (ONCE.has(node.type) || (node.type === "ForOfStatement" && node["await"] === true)) return true;
  if (node.type === "VariableDeclaration" && String(node["kind"]).includes("using")) return true;
  return !isFunction(node) && node.type !== "ClassBody" && childrenOf(node).some(runsOnce);
}

class FreshModule {
  readonly text: MagicString;
  /** The variables of the module, by how they are declared. */
  readonly #variables: Readonly<Record<"let" | "var" | "export let", Set<string>>> = {
    let: new Set(),
    var: new Set(),
    "export let": new Set(),
  };
  #default = "";

  constructor(text: MagicString) {
    this.text = text;
  }

  /** Turns what a statement declares into assignments. */
  rewrite(statement: Node): void {
    const declaration = childOf(statement, "declaration");
    if (statement.type === "ExportDefaultDeclaration" && declaration !== undefined)
      this.#exportDefault(statement, declaration);
    else if (statement.type === "ExportNamedDeclaration" && declaration !== undefined) {
      this.text.remove(statement.start, declaration.start);
      this.#declaration(declaration, "export let");
    } else this.#declaration(statement, "let");
  }

  /** Makes functions of the statements that run again, each of as many as follow each other. */
  wrap(statements: readonly Node[], run: ReadonlySet<Node>): void {
    let index = 0;
    for (const [at, statement] of statements.entries()) {
      if (!run.has(statement)) continue;
      const [before, after] = [statements[at - 1], statements[at + 1]];
      if (before === undefined || !run.has(before)) {
        this.text.prependLeft(statement.start, `;${RUN}(${index},()=>{`);
        index += 1;
      }
      if (after === undefined || !run.has(after)) this.text.appendRight(statement.end, "\n});");
    }
  }

  /** Declares the variables, and the function that runs the pieces. */
  declare(start: number, statements: readonly Node[], file: string): void {
    const functions = new Set(statements.map((statement) => nameIn(childOf(statement, "declaration") ?? statement)));
    const declared = Object.entries(this.#variables).flatMap(([kind, names]) => {
      const free = [...names].filter((name) => !functions.has(name) || kind !== "var");
      return free.length === 0 ? [] : [`;${kind} ${free.join(",")};`];
    });
    this.text.prependLeft(start, declared.join("") + this.#default);
    this.text.append(
      `\n;function ${RUN}(index,run){run();const all=globalThis.${FRESH_KEY}??=new Map(),file=${JSON.stringify(file)};` +
        `if(index===0){all.delete(file);all.set(file,[])}all.get(file)?.push(run)}\n`,
    );
  }

  #exportDefault(statement: Node, declaration: Node): void {
    const name = declaration.type === "ClassDeclaration" ? nameIn(declaration) : undefined;
    if (name !== undefined) {
      this.#default = `export{${name} as default};`;
      this.text.remove(statement.start, declaration.start);
      this.#declaration(declaration, "let");
      return;
    }
    this.#variables.let.add(DEFAULT);
    this.#default = `export{${DEFAULT} as default};`;
    // A function without a name is called "default".
    this.text.overwrite(statement.start, declaration.start, `;${DEFAULT}={default:`);
    this.text.appendLeft(declaration.end, "}.default;");
  }

  #declaration(statement: Node, kind: "let" | "export let"): void {
    if (statement.type === "VariableDeclaration") {
      this.#variableDeclaration(statement, statement["kind"] === "var" && kind === "let" ? "var" : kind, true);
      return;
    }
    if (statement.type === "ClassDeclaration") {
      const name = nameIn(statement);
      if (name === undefined) return;
      this.#variables[kind].add(name);
      this.text.prependRight(statement.start, `;${name}=`);
      this.text.appendLeft(statement.end, ";");
      return;
    }
    this.#nested(statement, true);
  }

  /** The variables that statements in blocks declare for the module. */
  #nested(node: Node, isBlock: boolean): void {
    for (const child of childrenOf(node)) {
      if (isFunction(child) || child.type === "ClassBody") continue;
      if (child.type === "VariableDeclaration" && child["kind"] === "var") {
        const isStatement = isBlock || node.type === "BlockStatement" || node.type === "SwitchCase";
        this.#variableDeclaration(child, "var", isStatement && !node.type.startsWith("For"));
      } else this.#nested(child, child.type === "BlockStatement");
    }
  }

  /** @param isStatement whether it is one among others, not the head of a loop, nor the only one of it */
  #variableDeclaration(declaration: Node, kind: "let" | "var" | "export let", isStatement: boolean): void {
    const declarators = listOf(declaration, "declarations");
    const [first] = declarators;
    const last = declarators.at(-1);
    if (first === undefined || last === undefined) return;
    this.text.overwrite(declaration.start, first.start, isStatement ? ";(" : "");
    for (const declarator of declarators) {
      const id = childOf(declarator, "id");
      if (id === undefined) continue;
      for (const name of namesIn(id)) this.#variables[kind].add(name);
      this.#removeType(id);
      if (isStatement && childOf(declarator, "init") === undefined) this.text.appendLeft(declarator.end, "=void 0");
    }
    if (isStatement) this.text.appendLeft(last.end, ")");
    if (isStatement && !this.text.original.slice(last.end, declaration.end).includes(";"))
      this.text.appendLeft(last.end, ";");
  }

  /** Only declarations have types. */
  #removeType(id: Node): void {
    const annotation = childOf(id, "typeAnnotation");
    const name = nameOf(id);
    const start = name === undefined ? annotation?.start : id.start + name.length;
    const end = annotation?.end ?? id.end;
    if (start !== undefined && end > start) this.text.remove(start, end);
  }
}

/** The name that a statement declares. */
function nameIn(declaration: Node): string | undefined {
  const id = childOf(declaration, "id");
  return id === undefined ? undefined : nameOf(id);
}

/** The names that a pattern declares. */
function namesIn(pattern: Node): readonly string[] {
  const name = nameOf(pattern);
  if (name !== undefined) return [name];
  switch (pattern.type) {
    case "AssignmentPattern": {
      const left = childOf(pattern, "left");
      return left === undefined ? [] : namesIn(left);
    }
    case "RestElement": {
      const argument = childOf(pattern, "argument");
      return argument === undefined ? [] : namesIn(argument);
    }
    case "Property": {
      const value = childOf(pattern, "value");
      return value === undefined ? [] : namesIn(value);
    }
    default:
      return [...listOf(pattern, "elements"), ...listOf(pattern, "properties")].flatMap(namesIn);
  }
}
