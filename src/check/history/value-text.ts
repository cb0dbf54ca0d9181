// Values as people read them in a drawing: short, on one line, actors by their last name.

import { Pid } from "../../trace/index.ts";

/** For example `write 1` for `{ kind: "write", value: 1 }`. */
export function valueText(value: unknown): string {
  if (typeof value !== "object" || value === null) return leafText(value);
  if (value instanceof Pid) return value.label;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (Array.isArray(value)) return `[${value.map(valueText).join(", ")}]`;
  if (value instanceof Set) return `{${[...value].map(valueText).join(", ")}}`;
  if (value instanceof Map) return `{${[...value].map((entry) => entry.map(valueText).join(": ")).join(", ")}}`;
  const { kind, ...rest } = value as Readonly<Record<string, unknown>>;
  if (typeof kind === "string") return [kind, Object.values(rest).map(valueText).join(", ")].join(" ").trimEnd();
  const fields = Object.entries(value).map(([key, item]) => `${key}: ${valueText(item)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

/** A result, empty where it tells nothing. */
export function resultText(result: unknown, isTelling: boolean): string {
  return isTelling ? valueText(result) : "";
}

function leafText(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  return typeof value === "bigint" ? `${value}n` : String(value);
}
