// What destructuring reads, as data from which the tracker finds the values again.

import { childOf, childrenOf, listOf, nameOf } from "./node.ts";
import type { Node } from "./node.ts";

/** What a pattern reads, as code: `1` the value itself, `"*"` all of it, or what it reads of each property. */
export function shapeOf(pattern: Node): string {
  switch (pattern.type) {
    case "AssignmentPattern":
      return shapeOf(childOf(pattern, "left") ?? pattern);
    case "ArrayPattern":
      return listOf(pattern, "elements").some(isNested) ? '"**"' : '"*"';
    case "ObjectPattern":
      return objectShape(pattern);
    default:
      return "1";
  }
}

function objectShape(pattern: Node): string {
  const parts: string[] = [];
  for (const property of childrenOf(pattern)) {
    const key = childOf(property, "key");
    if (property.type !== "Property" || property["computed"] === true || key === undefined) {
      return childrenOf(pattern).some((child) => isNested(childOf(child, "value"))) ? '"**"' : '"*"';
    }
    const name = nameOf(key) ?? String(key["value"]);
    parts.push(`[${JSON.stringify(name)},${shapeOf(childOf(property, "value") ?? property)}]`);
  }
  return `[${parts.join()}]`;
}

function isNested(target: Node | undefined): boolean {
  if (target === undefined) return false;
  const { type } = target.type === "AssignmentPattern" ? (childOf(target, "left") ?? target) : target;
  return type === "ObjectPattern" || type === "ArrayPattern";
}

/** The variables that a pattern assigns, and not the properties. */
export function variablesOf(pattern: Node): readonly Node[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern];
    case "AssignmentPattern":
      return variablesOf(childOf(pattern, "left") ?? pattern);
    case "Property":
      return variablesOf(childOf(pattern, "value") ?? pattern);
    case "RestElement":
      return variablesOf(childOf(pattern, "argument") ?? pattern);
    case "ObjectPattern":
    case "ArrayPattern":
      return childrenOf(pattern).flatMap(variablesOf);
    default:
      return [];
  }
}
