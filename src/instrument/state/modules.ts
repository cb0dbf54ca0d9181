// What modules give each other: the names that one exports, and modules of which is known that they assign none.

import { childOf, childrenOf, listOf, nameOf } from "./node.ts";
import type { Node } from "./node.ts";

/** Modules whose exports nobody assigns while a program runs. */
export function isKnownModule(source: string): boolean {
  return /^(?:heddle(?:\/|$)|vitest$|node:)/.test(source);
}

/** The variables of a module that others can read. */
export function exportedNames(program: Node): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of listOf(program, "body")) {
    if (statement.type !== "ExportNamedDeclaration") continue;
    for (const specifier of listOf(statement, "specifiers"))
      names.add(nameOf(childOf(specifier, "local") ?? specifier) ?? "");
    const declaration = childOf(statement, "declaration");
    if (declaration === undefined) continue;
    for (const { id } of listOf(declaration, "declarations")) for (const each of namesIn(id as Node)) names.add(each);
    names.add(nameOf(childOf(declaration, "id") ?? declaration) ?? "");
  }
  return names;
}

function namesIn(pattern: Node): readonly string[] {
  const name = nameOf(pattern);
  return name === undefined ? childrenOf(pattern).flatMap(namesIn) : [name];
}
