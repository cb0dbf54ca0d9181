// Functions and classes: the marks by which the tracker knows that they are instrumented, and what their parameters read.

import { HELD } from "./edits.ts";
import type { Edits } from "./edits.ts";
import { bare, childOf, childrenOf, isFunction, listOf, nameOf } from "./node.ts";
import type { Node } from "./node.ts";
import { shapeOf } from "./patterns.ts";
import type { StateVisitor } from "./record-state.ts";

/** Lets the text of a function say that it is instrumented, if nothing in it does. */
export function markFunction(node: Node, edits: Edits): void {
  const body = childOf(node, "body");
  if (body !== undefined) insertFirst(body, HELD, edits);
}

/** Records what the patterns of parameters read. */
export function recordParameters(node: Node, edits: Edits): void {
  const body = childOf(node, "body");
  const parameters = listOf(node, "params");
  const patterns = parameters.map((parameter) => shapeOf(bareParameter(parameter)));
  if (body === undefined || patterns.every((shape) => shape === "1")) return;
  const isExact =
    node.type !== "ArrowFunctionExpression" &&
    node["generator"] !== true &&
    parameters.every(({ type }) => type === "Identifier" || type === "ObjectPattern" || type === "ArrayPattern");
  const reads = patterns.flatMap((shape, index) =>
    shape === "1" ? [] : `__heddleD(arguments[${String(index)}],${shape})`,
  );
  insertFirst(body, isExact ? reads.join() : "__heddleA()", edits);
}

/** Evaluates code first in the body of a function. */
function insertFirst(body: Node, code: string, edits: Edits): void {
  if (body.type !== "BlockStatement") {
    edits.wrap(body, `(${code},`);
    return;
  }
  const directive = listOf(body, "body").findLast((each) => typeof each["directive"] === "string");
  edits.open(directive?.end ?? body.start + 1, directive === undefined ? `${code};` : `;${code};`);
}

function bareParameter(parameter: Node): Node {
  if (parameter.type === "TSParameterProperty") return childOf(parameter, "parameter") ?? parameter;
  return parameter;
}

/** Whether a member is a field of instances whose value does not get its name from it. */
function isField(member: Node, value: Node): boolean {
  return (
    member.type === "PropertyDefinition" &&
    member["static"] !== true &&
    !isFunction(bare(value)) &&
    bare(value).type !== "ClassExpression"
  );
}

/** Visits a class; its objects are new before its constructor has touched them. */
export function markClass(node: Node, visitor: StateVisitor): void {
  const { edits } = visitor;
  const body = childOf(node, "body");
  if (body === undefined) return;
  const before = edits.count;
  const isBase = childOf(node, "superClass") === undefined;
  const id = childOf(node, "id");
  const isNew = `__heddleN(this,${JSON.stringify(id === undefined ? "" : nameOf(id))})`;
  let isMade = false;
  for (const child of childrenOf(node)) if (child !== body && child !== childOf(node, "id")) visitor.visit(child);
  for (const member of childrenOf(body)) {
    const code = childOf(childOf(member, "value") ?? member, "body");
    if (isBase && member["kind"] === "constructor" && code !== undefined) {
      insertFirst(code, isNew, edits);
    }
    const value = childOf(member, "value");
    if (!isMade && isBase && value !== undefined && isField(member, value)) {
      edits.wrap(value, `(${isNew},`);
      isMade = true;
    }
    visitor.visit(member);
  }
  if (edits.count === before) edits.open(body.start + 1, `static{${HELD}}`);
}
