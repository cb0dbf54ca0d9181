// The syntax tree as the transform of plain state sees it: nodes by name, whatever their language.

import { visitorKeys } from "oxc-parser";

/** A node of the tree. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** The nodes of types have no code. These have. */
const TYPESCRIPT_CODE: ReadonlySet<string> = new Set([
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSTypeAssertion",
  "TSInstantiationExpression",
  "TSExportAssignment",
  "TSModuleDeclaration",
  "TSModuleBlock",
  "TSParameterProperty",
]);

/** Whether a node and what is in it are code. */
export function isCode({ declare, type }: Node): boolean {
  return declare !== true && (!type.startsWith("TS") || TYPESCRIPT_CODE.has(type));
}

/** The child in a field; `undefined` if there is none. */
export function childOf(node: Node, field: string): Node | undefined {
  const child = node[field];
  return isNode(child) ? child : undefined;
}

/** The children in a field that is a list. */
export function listOf(node: Node, field: string): readonly Node[] {
  const list = node[field];
  return Array.isArray(list) ? list.filter(isNode) : [];
}

/** All children that are code, in the order of the text. */
export function childrenOf(node: Node): readonly Node[] {
  const children: Node[] = [];
  for (const field of visitorKeys[node.type] ?? []) {
    const value = node[field];
    if (Array.isArray(value)) children.push(...value.filter(isNode));
    else if (isNode(value)) children.push(value);
  }
  return children.filter(isCode);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

/** An expression without parentheses and types around it. */
export function bare(node: Node): Node {
  let inner = node;
  while (WRAPPERS.has(inner.type)) inner = childOf(inner, "expression") ?? inner;
  return inner;
}

const WRAPPERS: ReadonlySet<string> = new Set([
  "ParenthesizedExpression",
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSTypeAssertion",
  "TSInstantiationExpression",
]);

const FUNCTIONS: ReadonlySet<string> = new Set([
  "FunctionDeclaration",
  "FunctionExpression",
  "ArrowFunctionExpression",
]);

/** Whether it is a function. */
export function isFunction({ type }: Node): boolean {
  return FUNCTIONS.has(type);
}

/** Whether other code can run between the beginning and the end of its evaluation: it awaits or yields. */
export function suspends(node: Node): boolean {
  if (node.type === "AwaitExpression" || node.type === "YieldExpression") return true;
  if (node.type === "ForOfStatement" && node["await"] === true) return true;
  return !isFunction(node) && childrenOf(node).some(suspends);
}

/** The name of an identifier; `undefined` for any other node. */
export function nameOf(node: Node): string | undefined {
  return node.type === "Identifier" ? String(node["name"]) : undefined;
}
