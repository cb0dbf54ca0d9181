// Records what code reads and writes: visits a module in the order of its text, and edits each form of access.

import { recordAssignment, recordDeclarator, recordLoop, recordUpdate } from "./assignments.ts";
import { recordCall, recordNew } from "./calls.ts";
import { recordChain } from "./chains.ts";
import { Edits } from "./edits.ts";
import type { Module } from "./edits.ts";
import { AWAIT, ITERATE } from "./hook-functions.ts";
import { isFixedAccess, recordMember } from "./members.ts";
import type { Use } from "./members.ts";
import { bindingsOf } from "./bindings.ts";
import type { Binding } from "./bindings.ts";
import { markClass, markFunction, recordParameters } from "./functions.ts";
import { bare, childOf, childrenOf, isCode, isFunction, listOf, nameOf } from "./node.ts";
import type { Node } from "./node.ts";
import type { MagicString } from "magic-string";
import { exportedNames, isKnownModule } from "./modules.ts";

/** Edits the text of a module such that it tells what it reads and writes. */
export function recordState(program: Node, module: Module, text: MagicString): void {
  const edits = new Edits(module, text, bindingsOf(program));
  new StateVisitor(edits, exportedNames(program)).visit(program);
  edits.declareHomes();
}

/** Visits nodes. */
export class StateVisitor {
  readonly edits: Edits;
  readonly #exported: ReadonlySet<string>;
  /** Whether what is yielded and returned is awaited: the innermost function is an async generator. */
  #isInAsyncGenerator = false;
  /** Whether what is returned is awaited, for an async function. */
  #isInAsync = false;
  readonly #kept: Set<Node> = new Set();

  constructor(edits: Edits, exported: ReadonlySet<string>) {
    this.edits = edits;
    this.#exported = exported;
  }

  /** Whether other modules may read a variable. */
  isExported({ name, scope }: Binding): boolean {
    return scope.parent === undefined && this.#exported.has(name);
  }

  /** Notes that the value of an expression is kept: if a call has returned it, it may be a promise. */
  keep(node: Node | undefined): void {
    if (node === undefined) return;
    const value = bare(node);
    switch (value.type) {
      case "CallExpression":
        this.#kept.add(value);
        return;
      case "ChainExpression":
        if (childOf(value, "expression")?.type === "CallExpression") this.#kept.add(value);
        return;
      case "ConditionalExpression":
        this.keep(childOf(value, "consequent"));
        return this.keep(childOf(value, "alternate"));
      case "LogicalExpression":
        this.keep(childOf(value, "left"));
        return this.keep(childOf(value, "right"));
      default:
    }
  }

  visitAll(nodes: readonly Node[]): void {
    for (const node of nodes) this.visit(node);
  }

  visitField(node: Node, field: string): void {
    const child = childOf(node, field);
    if (child !== undefined) this.visit(child);
  }

  /** @param name what a new object is called in traces */
  visit(node: Node, name?: string): void {
    if (!isCode(node)) return;
    if (isFunction(node)) return this.#visitFunction(node);
    const { edits } = this;
    if (this.#kept.delete(node)) edits.wrap(node, "__heddleK(");
    switch (node.type) {
      case "ExpressionStatement":
        this.visitField(node, "expression");
        if (typeof node["directive"] !== "string") edits.guard(node);
        return;
      case "Identifier":
        return this.#visitIdentifier(node);
      case "MemberExpression":
        return this.visitMember(node, "R");
      case "ChainExpression":
        return this.visitChain(node, "R", false);
      case "CallExpression":
        return recordCall(node, this);
      case "NewExpression":
        return recordNew(node, this, name);
      case "TaggedTemplateExpression":
        this.visitField(node, "tag");
        return this.visitAll(listOf(childOf(node, "quasi") ?? node, "expressions"));
      case "TemplateLiteral":
        // An array or a map becomes a text.
        for (const each of listOf(node, "expressions")) {
          edits.wrap(each, "__heddleS(");
          this.visit(each);
        }
        return;
      case "AssignmentExpression":
        return recordAssignment(node, this);
      case "UpdateExpression":
        return recordUpdate(node, this);
      case "UnaryExpression":
        return this.#visitUnary(node);
      case "BinaryExpression":
        return this.#visitBinary(node);
      case "ObjectExpression":
      case "ArrayExpression":
        for (const each of listOf(node, "elements")) this.keep(each);
        edits.wrap(node, "__heddleN(", `,${JSON.stringify(name ?? "")})`);
        return this.visitAll(childrenOf(node));
      case "SpreadElement":
      case "JSXSpreadAttribute":
        return this.#visitWrapped(childOf(node, "argument"), "__heddleS(");
      case "Property":
        return this.#visitProperty(node);
      case "VariableDeclarator":
        return recordDeclarator(node, this);
      case "ForOfStatement":
      case "ForInStatement":
        return recordLoop(node, this);
      case "WithStatement":
        this.#visitWrapped(childOf(node, "object"), "__heddleA(");
        return this.visitField(node, "body");
      default:
        return this.#visitOther(node);
    }
  }

  #visitOther(node: Node): void {
    switch (node.type) {
      case "ParenthesizedExpression":
        return this.visitField(node, "expression");
      case "AwaitExpression":
        return this.#visitWrapped(childOf(node, "argument"), `${AWAIT}(`);
      case "ReturnStatement":
        return this.#visitReturned(childOf(node, "argument"));
      case "YieldExpression":
        return this.#visitYield(node);
      case "ClassDeclaration":
      case "ClassExpression":
        return markClass(node, this);
      case "MethodDefinition":
      case "PropertyDefinition":
      case "AccessorProperty":
        this.visitAll(listOf(node, "decorators"));
        if (node["computed"] === true) this.visitField(node, "key");
        this.keep(childOf(node, "value"));
        return this.visitField(node, "value");
      case "ImportDeclaration":
      case "ExportAllDeclaration":
      case "ExportSpecifier":
      case "MetaProperty":
      case "BreakStatement":
      case "ContinueStatement":
      case "Super":
        return;
      case "LabeledStatement":
        return this.visitField(node, "body");
      case "CatchClause":
        if (childOf(node, "param") !== undefined) this.visitDefaults(childOf(node, "param"));
        return this.visitField(node, "body");
      case "TSModuleDeclaration":
        return this.visitField(node, "body");
      default:
        return this.visitAll(childrenOf(node));
    }
  }

  #visitWrapped(node: Node | undefined, before: string): void {
    if (node === undefined) return;
    this.edits.wrap(node, before);
    this.visit(node);
  }

  #visitFunction(node: Node): void {
    const before = this.edits.count;
    for (const parameter of listOf(node, "params")) this.visitDefaults(parameter);
    recordParameters(node, this.edits);
    const outer = this.#isInAsyncGenerator;
    const isOuterAsync = this.#isInAsync;
    this.#isInAsync = node["async"] === true;
    this.#isInAsyncGenerator = this.#isInAsync && node["generator"] === true;
    const body = childOf(node, "body");
    if (body?.type === "BlockStatement") this.visit(body);
    else this.#visitReturned(body);
    this.#isInAsyncGenerator = outer;
    this.#isInAsync = isOuterAsync;
    if (this.edits.count === before) markFunction(node, this.edits);
  }

  #visitReturned(value: Node | undefined): void {
    if (value === undefined) return;
    const isSettled = SETTLED.has(bare(value).type);
    if (this.#isInAsyncGenerator) this.edits.wrap(value, `${AWAIT}(`);
    else if (this.#isInAsync && !isSettled) this.edits.wrap(value, "__heddleG(");
    this.keep(value);
    this.visit(value);
  }

  #visitYield(node: Node): void {
    const argument = childOf(node, "argument");
    if (argument === undefined) return;
    const isDelegate = node["delegate"] === true;
    if (this.#isInAsyncGenerator) this.edits.wrap(argument, isDelegate ? `${ITERATE}(` : `${AWAIT}(`);
    if (isDelegate) this.edits.wrap(argument, "__heddleI(");
    this.visit(argument);
  }

  #visitIdentifier(node: Node): void {
    const binding = this.edits.bindings.of(node);
    if (this.edits.tracked(node) !== undefined && binding !== undefined) {
      this.edits.wrap(node, `(__heddleR(${this.edits.placeOf(binding)}),`);
    } else if (binding?.source !== undefined && !isKnownModule(binding.source)) {
      // Its module may assign it, which counts as a write of everything.
      this.edits.wrap(node, "(__heddleU(),");
    }
  }

  visitMember(node: Node, use: Use): void {
    recordMember(node, use, this.edits);
    if (isFixedAccess(node) && node["computed"] !== true) return;
    this.visitField(node, "object");
    if (node["computed"] === true) this.visitField(node, "property");
  }

  /** @param isReference whether it has to stay a reference */
  visitChain(chain: Node, use: Use, isReference: boolean): void {
    const base = recordChain(chain, use, isReference, this.edits);
    this.visit(base);
    let node = childOf(chain, "expression");
    while (node !== undefined && node !== base) {
      if (node.type === "CallExpression") this.visitAll(listOf(node, "arguments"));
      if (node.type === "MemberExpression" && node["computed"] === true) this.visitField(node, "property");
      node = childOf(node, "callee") ?? childOf(node, "object") ?? childOf(node, "expression");
    }
  }

  #visitUnary(node: Node): void {
    const argument = childOf(node, "argument");
    if (argument === undefined) return;
    const target = bare(argument);
    if (node["operator"] !== "delete") {
      // `typeof` of a variable that is not declared is no error.
      return this.visit(argument);
    }
    if (target.type === "MemberExpression") this.visitMember(target, "W");
    else if (target.type === "ChainExpression") this.visitChain(target, "W", true);
    else if (target.type !== "Identifier") this.visit(argument);
  }

  #visitBinary(node: Node): void {
    const [left, right] = [childOf(node, "left"), childOf(node, "right")];
    if (left === undefined || right === undefined) return;
    if (node["operator"] === "in" && left.type !== "PrivateIdentifier") {
      this.edits.wrap(node, "__heddleIn(");
      this.visit(left);
      this.edits.replace(left.end, right.start, ",");
      return this.visit(right);
    }
    if (left.type !== "PrivateIdentifier") this.visit(left);
    this.visit(right);
  }

  #visitProperty(node: Node): void {
    const value = childOf(node, "value");
    if (value === undefined) return;
    if (node["computed"] === true) this.visitField(node, "key");
    const key = childOf(node, "key");
    const name = key === undefined ? undefined : nameOf(key);
    if (node["shorthand"] === true && name !== undefined) this.edits.open(value.start, `${name}:`);
    this.keep(value);
    this.visit(value, name);
  }

  /** Visits what a pattern evaluates: defaults and computed keys. */
  visitDefaults(pattern: Node | undefined): void {
    if (pattern === undefined) return;
    switch (pattern.type) {
      case "AssignmentPattern":
        this.visitDefaults(childOf(pattern, "left"));
        return this.visitField(pattern, "right");
      case "Property":
        if (pattern["computed"] === true) this.visitField(pattern, "key");
        return this.visitDefaults(childOf(pattern, "value"));
      case "RestElement":
        return this.visitDefaults(childOf(pattern, "argument"));
      case "TSParameterProperty":
        return this.visitDefaults(childOf(pattern, "parameter"));
      case "ObjectPattern":
      case "ArrayPattern":
        for (const child of childrenOf(pattern)) this.visitDefaults(child);
        return;
      case "MemberExpression":
        return this.visitMember(pattern, "W");
      default:
    }
  }
}

/** Expressions whose values are no promises. */
const SETTLED: ReadonlySet<string> = new Set([
  "Literal",
  "TemplateLiteral",
  "ObjectExpression",
  "ArrayExpression",
  "AwaitExpression",
  "BinaryExpression",
  "UnaryExpression",
  "UpdateExpression",
  "ArrowFunctionExpression",
  "FunctionExpression",
]);
