// Formats values for diagrams: short, on one line, actors by the last part of their path.

import { Pid } from "../../trace/index.ts";

/** Formats a value, for example `write 1` for `{ kind: "write", value: 1 }`. */
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

/** Formats a result, as empty if it is uninformative. */
export function resultText(result: unknown, isInformative: boolean): string {
  return isInformative ? valueText(result) : "";
}

function leafText(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  return typeof value === "bigint" ? `${value}n` : String(value);
}
