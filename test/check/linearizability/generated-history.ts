// Histories of a correct key-value store, as many clients with overlapping operations would see it.

import type { KeyValueOperation, RecordedOperation } from "heddle/check";

import { generatorFrom } from "../../../src/choice/index.ts";

/** Each client has one operation in progress at nearly all times; it takes effect between its invocation and its response. */
export function generatedKeyValueHistory(
  count: number,
  clients: number,
): readonly RecordedOperation<KeyValueOperation, string | undefined>[] {
  const generator = generatorFrom(7);
  const free = Array.from({ length: clients }, () => 0);
  const planned = Array.from({ length: count }, (_, index) => {
    const client = index % clients;
    const invoked = (free[client] ?? 0) + generator.fraction();
    const effect = invoked + generator.fraction();
    const returned = effect + generator.fraction();
    free[client] = returned;
    const key = String(generator.below(10));
    const kind = (["get", "get", "put", "append", "delete"] as const)[generator.below(5)] ?? "get";
    const operation: KeyValueOperation =
      kind === "put" || kind === "append" ? { kind, key, value: `${index} ` } : { kind, key };
    return { client: String(client), operation, invoked, effect, returned };
  });
  const texts = new Map<unknown, string>();
  const results = new Map<object, string | undefined>();
  for (const { operation } of planned.toSorted((one, other) => one.effect - other.effect)) {
    const { key } = operation;
    const present = texts.get(key) ?? "";
    if (operation.kind === "get") results.set(operation, texts.get(key));
    if (operation.kind === "delete") texts.delete(key);
    if (operation.kind === "put") texts.set(key, operation.value);
    if (operation.kind === "append") texts.set(key, present + operation.value);
  }
  return planned.map(({ client, invoked, operation, returned }) => ({
    client,
    operation,
    invoked,
    returned,
    result: results.get(operation),
  }));
}
