// Properties: an access `a.b` becomes `__heddleR(a,"b").b`, in which the function records and returns its argument. So the
// engine itself makes the access, with its getters, its errors and its `this`.

import { HELD } from "./edits.ts";
import type { Edits } from "./edits.ts";
import { bare, childOf, nameOf } from "./node.ts";
import type { Node } from "./node.ts";

/** `R`: it is read. `W`: it is written. `M`: it is called. */
export type Use = "R" | "W" | "M";

/** The key of an access as code that can be written twice; `undefined` if it is computed. */
export function keyOf(member: Node, edits: Edits): string | undefined {
  const property = childOf(member, "property");
  if (property === undefined) return undefined;
  if (property.type === "PrivateIdentifier") return JSON.stringify(`#${String(property["name"])}`);
  if (member["computed"] !== true) return JSON.stringify(nameOf(property) ?? "");
  const key = bare(property);
  if (key.type === "Literal") return edits.source.slice(key.start, key.end);
  if (nameOf(key) !== undefined && edits.tracked(key) === undefined) return edits.source.slice(key.start, key.end);
  return undefined;
}

/** Whether nothing is recorded of an access, since it is of the language or of a function that does not change. */
export function isFixedAccess(member: Node): boolean {
  const object = bare(childOf(member, "object") ?? member);
  return object.type === "Super" || object.type === "MetaProperty";
}

/** Records an access outside of optional chains. */
export function recordMember(member: Node, use: Use, edits: Edits): void {
  const object = childOf(member, "object");
  if (object === undefined || isFixedAccess(member)) return;
  edits.open(object.start, `__heddle${use}(`);
  closeObject(member, edits);
}

/** Writes the rest of the call after the object of an access, with its key. */
export function closeObject(member: Node, edits: Edits): void {
  const object = childOf(member, "object");
  const property = childOf(member, "property");
  if (object === undefined || property === undefined) return;
  const key = keyOf(member, edits);
  if (key !== undefined) {
    edits.close(object.end, `,${key})`);
    return;
  }
  const isOptional = member["optional"] === true;
  edits.replace(object.end, property.start, `,${HELD}=(`);
  edits.replace(property.end, member.end, `))${isOptional ? "?." : ""}[${HELD}]`);
}

/** The variable or `this` from which an assignment that takes time can find its object again; as code. */
export function stableObject(member: Node, edits: Edits): string | undefined {
  const object = bare(childOf(member, "object") ?? member);
  if (object.type === "ThisExpression") return "this";
  const name = nameOf(object);
  const binding = name === undefined ? undefined : edits.bindings.of(object);
  return binding !== undefined && !binding.isAssigned ? name : undefined;
}
