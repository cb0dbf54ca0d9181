// Calls. A method of the language or of a foreign file reads and writes what only the tracker can tell, when it is called;
// functions of instrumented code tell it themselves.

import { isFixedAccess } from "./members.ts";
import { bare, childOf, isFunction, listOf, nameOf } from "./node.ts";
import type { Node } from "./node.ts";
import { isKnownModule } from "./modules.ts";
import type { StateVisitor } from "./record-state.ts";

/** Functions of the language that touch no state of the program, or whose calls tools look for. */
const HARMLESS: ReadonlySet<string> = new Set([
  "require",
  "String",
  "Number",
  "Boolean",
  "BigInt",
  "Symbol",
  "parseInt",
  "parseFloat",
  "isNaN",
  "isFinite",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "clearTimeout",
  "clearInterval",
  "clearImmediate",
  "queueMicrotask",
  "Promise",
  "Error",
  "TypeError",
  "RangeError",
  "SyntaxError",
  "ReferenceError",
  "EvalError",
  "URIError",
  "Date",
  "RegExp",
  "Object",
  "URL",
  "URLSearchParams",
  "AbortController",
  "Event",
  "EventTarget",
  "TextEncoder",
  "TextDecoder",
  "WeakRef",
]);

/** What reads its first argument. */
const COLLECTIONS: ReadonlySet<string> = new Set(["Map", "Set", "WeakMap", "WeakSet", "Array", "AggregateError"]);

/** Records a call. */
export function recordCall(node: Node, visitor: StateVisitor): void {
  const callee = childOf(node, "callee");
  if (callee === undefined) return;
  const target = bare(callee);
  const name = nameOf(target);
  const isGlobal = name !== undefined && visitor.edits.bindings.of(target) === undefined;
  const [first] = listOf(node, "arguments");
  if (target.type === "MemberExpression") visitCalledMember(target, visitor);
  else if (target.type === "ChainExpression") visitor.visitChain(target, "M", true);
  else if (isGlobal && name === "eval") {
    if (first !== undefined) visitor.edits.wrap(first, "__heddleA(");
  } else if (target.type !== "Super" && target.type !== "Import") {
    if (!isKnownFunction(target, visitor)) visitor.edits.wrap(callee, "__heddleF(");
    if (!isOfKnownModule(target, visitor)) visitor.visit(callee);
  }
  visitArguments(node, visitor);
}

function visitArguments(node: Node, visitor: StateVisitor): void {
  for (const each of listOf(node, "arguments")) {
    visitor.keep(each);
    visitor.visit(each);
  }
}

function visitCalledMember(member: Node, visitor: StateVisitor): void {
  const object = bare(childOf(member, "object") ?? member);
  // Tools look for these calls; and what they change is none of the program's state.
  if (isOfKnownModule(object, visitor) && !isNodeModule(object, visitor)) {
    if (member["computed"] === true) visitor.visitField(member, "property");
    return;
  }
  const isPrivate = childOf(member, "property")?.type === "PrivateIdentifier";
  if (isFixedAccess(member)) visitor.visitMember(member, "R");
  else visitor.visitMember(member, isPrivate ? "R" : "M");
}

/** Records what a constructor does, and that there is a new object. */
export function recordNew(node: Node, visitor: StateVisitor, name: string | undefined): void {
  const callee = childOf(node, "callee");
  if (callee === undefined) return;
  const target = bare(callee);
  const called = nameOf(target);
  const isGlobal = called !== undefined && visitor.edits.bindings.of(target) === undefined;
  // What a proxy stands for is not known.
  if (!isGlobal || called !== "Proxy") visitor.edits.wrap(node, "__heddleN(", `,${JSON.stringify(name ?? "")})`);
  const [first] = listOf(node, "arguments");
  if (isGlobal && COLLECTIONS.has(called)) {
    if (first !== undefined && first.type !== "SpreadElement") visitor.edits.wrap(first, "__heddleS(");
  } else if (!isKnownFunction(target, visitor)) visitor.edits.wrap(callee, "(__heddleC(", "))");
  if (!isOfKnownModule(target, visitor)) visitor.visit(callee);
  visitArguments(node, visitor);
}

/** Whether a function is known to be instrumented, or to touch nothing. */
function isKnownFunction(callee: Node, visitor: StateVisitor): boolean {
  if (isFunction(callee) || callee.type === "ClassExpression") return true;
  const name = nameOf(callee);
  if (name === undefined) return false;
  const binding = visitor.edits.bindings.of(callee);
  if (binding === undefined) return HARMLESS.has(name);
  return binding.isFixedFunction || (isOfKnownModule(callee, visitor) && !isForeignToo(binding.source));
}

/** Functions of Node and of vitest may look at what they are given. */
function isForeignToo(source: string | undefined): boolean {
  return source === "vitest" || source?.startsWith("node:") === true;
}

function isOfKnownModule(node: Node, visitor: StateVisitor): boolean {
  const source = nameOf(node) === undefined ? undefined : visitor.edits.bindings.of(node)?.source;
  return source !== undefined && isKnownModule(source);
}

function isNodeModule(node: Node, visitor: StateVisitor): boolean {
  return visitor.edits.bindings.of(node)?.source?.startsWith("node:") === true;
}
