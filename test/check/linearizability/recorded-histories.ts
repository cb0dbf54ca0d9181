// The recorded histories of real stores (histories/README.md) as plain operations.

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { KeyValueOperation, RecordedOperation, RegisterOperation } from "heddle/check";

type Mutable<Operation, Result> = {
  -readonly [Field in keyof RecordedOperation<Operation, Result>]: RecordedOperation<Operation, Result>[Field];
};

/** In the source folder, also when loaded from the built benchmarks. */
const FOLDER = new URL("histories/", import.meta.url.replace("/build/test/check/", "/test/check/"));

/** The value of a register in the etcd logs. */
export type EtcdValue = number | undefined;
/** An operation of an etcd log. */
export type EtcdOperation = RegisterOperation<EtcdValue>;
/** A history of one register. */
export type EtcdHistory = readonly RecordedOperation<EtcdOperation, EtcdValue | boolean>[];
/** A history of a key-value store. */
export type KeyValueHistory = readonly RecordedOperation<KeyValueOperation, string | undefined>[];

/** Whether a history is linearizable, by file name. */
export const VERDICTS: Readonly<Record<string, boolean>> = (
  JSON.parse(textOf("verdicts.json")) as { linearizable: Record<string, boolean> }
).linearizable;

/** The names of the files with a prefix. */
export function namesOf(beginning: string): readonly string[] {
  return readdirSync(fileURLToPath(FOLDER))
    .filter((name) => name.startsWith(beginning))
    .toSorted();
}

/** A Jepsen log of one register: `:info` operations stay pending, failed reads are omitted, a failed `cas` returned false. */
export function etcdHistory(name: string): EtcdHistory {
  const history: Mutable<EtcdOperation, EtcdValue | boolean>[] = [];
  const open = new Map<string, Mutable<EtcdOperation, EtcdValue | boolean>>();
  for (const [time, line] of textOf(name).split("\n").entries()) {
    const match = /(\d+)\t:(invoke|ok|fail|info)\t:(read|write|cas)\t(.+)$/.exec(line);
    if (match === null) continue;
    const [, client = "", kind, asked, value = ""] = match;
    if (kind === "invoke") {
      const invoked = { client, operation: etcdOperation(asked, value), invoked: time };
      open.set(client, invoked);
      history.push(invoked);
      continue;
    }
    const operation = open.get(client);
    open.delete(client);
    if (operation === undefined || kind === "info") continue;
    operation.returned = time;
    if (asked === "read") operation.result = numberIn(value);
    if (asked === "cas") operation.result = kind === "ok";
  }
  return history;
}

function etcdOperation(asked: string | undefined, value: string): EtcdOperation {
  if (asked === "read") return { kind: "read" };
  if (asked === "write") return { kind: "write", value: numberIn(value) };
  const [expected, next] = (value.match(/\d+/g) ?? []).map(Number);
  return { kind: "compareAndSet", expected, value: next };
}

function numberIn(text: string): EtcdValue {
  return text === "nil" ? undefined : Number(text);
}

/** A log of a key-value store: appends, gets and puts with string keys. */
export function keyValueHistory(name: string): KeyValueHistory {
  const history: Mutable<KeyValueOperation, string | undefined>[] = [];
  const open = new Map<string, Mutable<KeyValueOperation, string | undefined>>();
  const form = /:process (\d+), :type :(invoke|ok), :f :(get|put|append), :key "(.*)", :value (?:nil|"(.*)")\}/;
  for (const [time, line] of textOf(name).split("\n").entries()) {
    const match = form.exec(line);
    if (match === null) continue;
    const [, client = "", kind, asked, key, value = ""] = match;
    if (kind === "invoke") {
      const operation: KeyValueOperation =
        asked === "get" ? { kind: "get", key } : { kind: asked === "put" ? "put" : "append", key, value };
      const invoked = { client, operation, invoked: time };
      open.set(client, invoked);
      history.push(invoked);
      continue;
    }
    const operation = open.get(client);
    if (operation === undefined) continue;
    operation.returned = time;
    if (asked === "get") operation.result = value;
  }
  return history;
}

function textOf(name: string): string {
  return readFileSync(new URL(name, FOLDER), "utf8");
}
