// Assignments to variables and properties, and the patterns in them.

import { ITERATE } from "./hook-functions.ts";
import { keyOf, stableObject } from "./members.ts";
import { bare, childOf, listOf, nameOf, suspends } from "./node.ts";
import type { Node } from "./node.ts";
import { shapeOf, variablesOf } from "./patterns.ts";
import type { StateVisitor } from "./record-state.ts";

/** Records an assignment. One that takes time is recorded again when the value is there. */
export function recordAssignment(node: Node, visitor: StateVisitor): void {
  const [left, right] = [childOf(node, "left"), childOf(node, "right")];
  if (left === undefined || right === undefined) return;
  const target = bare(left);
  if (target.type === "MemberExpression") return assignMember(node, target, right, visitor);
  if (target.type === "Identifier") return assignVariable(node, target, right, visitor);
  visitor.visitDefaults(target);
  writePattern(target, right, visitor);
  visitor.visit(right);
}

function assignMember(node: Node, target: Node, right: Node, visitor: StateVisitor): void {
  const { edits } = visitor;
  const object = bare(childOf(target, "object") ?? target);
  const key = keyOf(target, edits);
  if (object.type === "Super") edits.wrap(node, `(__heddleW(this,${key ?? '"*"'}),`);
  visitor.visitMember(target, "W");
  if (suspends(right)) {
    const stable = object.type === "Super" ? "this" : stableObject(target, edits);
    if (stable !== undefined && key !== undefined) edits.wrap(right, "__heddleP(", `,${stable},${key})`);
    else edits.wrap(right, "__heddleA(");
  }
  const property = childOf(target, "property");
  visitor.keep(right);
  visitor.visit(right, target["computed"] === true || property === undefined ? undefined : nameOf(property));
}

function assignVariable(node: Node, target: Node, right: Node, visitor: StateVisitor): void {
  const { edits } = visitor;
  const binding = edits.tracked(target);
  if (binding !== undefined) {
    edits.wrap(node, `(${writeOf(target, visitor)},`);
    if (suspends(right)) {
      edits.wrap(
        right,
        visitor.isExported(binding) ? "__heddleA(" : "__heddleP(",
        visitor.isExported(binding) ? ")" : `,${edits.placeOf(binding)})`,
      );
    }
  } else if (edits.bindings.of(target) === undefined) {
    // A global, which any code may read.
    edits.wrap(node, "(__heddleA(),");
    if (suspends(right)) edits.wrap(right, "__heddleA(");
  }
  visitor.keep(right);
  visitor.visit(right, nameOf(target));
}

/** The call that records the write of a variable. */
function writeOf(variable: Node, visitor: StateVisitor): string {
  const binding = visitor.edits.tracked(variable);
  if (binding === undefined) return "0";
  const write = `__heddleW(${visitor.edits.placeOf(binding)})`;
  return visitor.isExported(binding) ? `${write},__heddleA()` : write;
}

/** Records `x++` and the like. */
export function recordUpdate(node: Node, visitor: StateVisitor): void {
  const argument = childOf(node, "argument");
  if (argument === undefined) return;
  const target = bare(argument);
  const { edits } = visitor;
  if (target.type === "MemberExpression") {
    const object = bare(childOf(target, "object") ?? target);
    if (object.type === "Super") edits.wrap(node, `(__heddleW(this,${keyOf(target, edits) ?? '"*"'}),`);
    return visitor.visitMember(target, "W");
  }
  if (edits.tracked(target) !== undefined) edits.wrap(node, `(${writeOf(target, visitor)},`);
  else if (edits.bindings.of(target) === undefined) edits.wrap(node, "(__heddleA(),");
}

/** Records what a declaration reads, and writes if that takes time. */
export function recordDeclarator(node: Node, visitor: StateVisitor): void {
  const [id, init] = [childOf(node, "id"), childOf(node, "init")];
  if (id === undefined) return;
  visitor.visitDefaults(id);
  if (init === undefined) return;
  if (id.type === "Identifier") {
    const binding = visitor.edits.tracked(id);
    if (binding !== undefined && suspends(init)) {
      visitor.edits.wrap(init, "__heddleP(", `,${visitor.edits.placeOf(binding)})`);
    }
    visitor.keep(init);
    return visitor.visit(init, nameOf(id));
  }
  writePattern(id, init, visitor);
  visitor.visit(init);
}

/** Puts what a pattern reads, and the variables that it writes, around the value. */
function writePattern(pattern: Node, value: Node, visitor: StateVisitor): void {
  const { edits } = visitor;
  for (const each of variablesOf(pattern)) {
    const binding = edits.tracked(each);
    if (binding === undefined) continue;
    if (visitor.isExported(binding)) edits.wrap(value, "__heddleA(");
    edits.wrap(value, "__heddleP(", `,${edits.placeOf(binding)})`);
  }
  edits.wrap(value, "__heddleD(", `,${shapeOf(pattern)})`);
}

/** Records what a loop reads of what it runs through, at each of its turns if these take time. */
export function recordLoop(node: Node, visitor: StateVisitor): void {
  const [left, right, body] = [childOf(node, "left"), childOf(node, "right"), childOf(node, "body")];
  if (left === undefined || right === undefined || body === undefined) return;
  const { edits } = visitor;
  const [declarator] = listOf(left, "declarations");
  const pattern = declarator === undefined ? bare(left) : childOf(declarator, "id");
  const takesTime = node["await"] === true || suspends(body);
  const isOf = node.type === "ForOfStatement";
  if (pattern !== undefined) visitor.visitDefaults(pattern);
  const written = pattern === undefined ? [] : variablesOf(pattern).filter((each) => edits.tracked(each) !== undefined);
  const isNested = pattern?.type === "ObjectPattern" || pattern?.type === "ArrayPattern";
  // A variable that is declared by the loop is new in each turn.
  const writes = declarator === undefined || left["kind"] === "var" ? written : [];
  const code = [...writes.map((each) => writeOf(each, visitor)), ...(isNested ? ["__heddleA()"] : [])].join();
  if (node["await"] === true) edits.wrap(right, `${ITERATE}(`);
  edits.wrap(right, isOf && takesTime ? "__heddleI(" : "__heddleS(");
  visitor.visit(right);
  if (code !== "") {
    if (body.type === "BlockStatement") edits.open(body.start + 1, `${code};`);
    else edits.wrap(body, `{${code};`, "}");
  }
  visitor.visit(body);
}
