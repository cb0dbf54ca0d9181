// The table of operations in docs/reduction.md against the operations that the sources define: each has a row, with the
// access that it declares.

import { readdirSync } from "node:fs";
import { join } from "node:path";

import { parseSync, Visitor } from "oxc-parser";
import type { Expression, ObjectExpression } from "oxc-parser";
import { expect, test } from "vitest";

import { END_KIND, PAUSE_KIND, QUIESCENCE_KIND } from "../../src/trace/index.ts";
import { read, ROOT } from "../documents.ts";

/** The kinds that operations have whose kind is no literal, by their file and the expression. Some stand for a class. */
const COMPUTED: Readonly<Record<string, readonly string[]>> = {
  "fault/fault.ts kind": ["a fault"],
  "group/client/read.ts kind": ["group.lookup", "group.members", "group.count", "group.entries"],
  "kernel/actors/custom-operation.ts name": ["an operation of one's own"],
  "kernel/actors/monitor-and-link.ts kind": ["monitor", "link", "unlink"],
  "kernel/actors/primitives.ts PAUSE_KIND": [PAUSE_KIND],
  "kernel/actors/quiescence.ts QUIESCENCE_KIND": [QUIESCENCE_KIND],
  "kernel/execution/ending.ts END_KIND": [END_KIND],
  "memory/locks/acquire.ts kind": ofLocks("acquire"),
  "memory/locks/acquire.ts `${name}.tryAcquire`": ofLocks("tryAcquire"),
  "memory/locks/condition.ts ACQUIRE.wait.kind": ["mutex.acquire"],
  "memory/locks/read-write-lock.ts `readWriteLock.${side}.release`": [
    "readWriteLock.read.release",
    "readWriteLock.write.release",
  ],
  "ports/call.ts traits.name": ["a call of a port"],
  "ports/call.ts `${traits.name} answer`": ["the answer of a port"],
};

function ofLocks(what: string): readonly string[] {
  return ["mutex", "semaphore", "readWriteLock.read", "readWriteLock.write"].map((lock) => `${lock}.${what}`);
}

/** An operation that the sources define. */
interface Defined {
  /** Its file and, unless it is a literal, the expression of its kind. */
  readonly key: string;
  /** The kind, if it is a literal. */
  readonly literal: string | undefined;
  /** The name of its access; `undefined` unless it is one. */
  readonly access: string | undefined;
}

function definedIn(file: string): readonly Defined[] {
  const text = read(join("src", file));
  if (!text.includes("new Operation")) return [];
  const { program } = parseSync(file, text);
  const shared = new Map<string, ObjectExpression>();
  const found: Defined[] = [];
  new Visitor({
    VariableDeclarator({ id, init }) {
      if (id.type === "Identifier" && init?.type === "ObjectExpression") shared.set(id.name, init);
    },
  }).visit(program);
  const traitOf = (traits: ObjectExpression, name: string): Expression | undefined => {
    let last: Expression | undefined;
    for (const property of traits.properties) {
      if (property.type === "SpreadElement") {
        const spread = property.argument.type === "Identifier" ? shared.get(property.argument.name) : undefined;
        last = (spread && traitOf(spread, name)) ?? last;
      } else if (property.key.type === "Identifier" && property.key.name === name) last = property.value;
    }
    return last;
  };
  new Visitor({
    NewExpression({ arguments: [traits], callee }) {
      if (callee.type !== "Identifier" || callee.name !== "Operation") return;
      const kind = traits?.type === "ObjectExpression" ? traitOf(traits, "kind") : undefined;
      const access = traits?.type === "ObjectExpression" ? traitOf(traits, "access") : undefined;
      const textOf = (part: Expression | undefined): string => (part ? text.slice(part.start, part.end) : "?");
      found.push({
        key: `${file} ${textOf(kind)}`,
        literal: kind?.type === "Literal" ? String(kind.value) : undefined,
        access: /^Access\.(\w+)$/.exec(textOf(access))?.[1],
      });
    },
  }).visit(program);
  return found;
}

const operations = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .toSorted()
  .flatMap(definedIn);

/** The rows of the table: what stands in each, and the accesses. */
const rows = (read("docs/reduction.md").split("## What operations touch")[1]?.split("\n## ")[0] ?? "")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !/^\| (operation|-+) /.test(line))
  .map((line) => {
    const [what = "", , access = ""] = line
      .split("|")
      .slice(1)
      .map((cell) => cell.trim());
    const kinds = [...what.matchAll(/`([^`]+)`/g)].map(([, kind = ""]) => kind);
    return { kinds: kinds.length === 0 ? [what] : kinds, access };
  });

const kindsOf = ({ key, literal }: Defined): readonly string[] =>
  COMPUTED[key] ?? (literal === undefined ? [key] : [literal]);

test("each operation has a row", () => {
  const documented = new Set(rows.flatMap(({ kinds }) => kinds));
  expect(operations.length).toBeGreaterThan(100);
  expect(operations.flatMap(kindsOf).filter((kind) => !documented.has(kind))).toEqual([]);
});

test("each row is of an operation", () => {
  const defined = new Set(operations.flatMap(kindsOf));
  expect(rows.flatMap(({ kinds }) => kinds).filter((kind) => !defined.has(kind))).toEqual([]);
  expect(Object.keys(COMPUTED).filter((key) => !operations.some((operation) => operation.key === key))).toEqual([]);
});

test("each operation declares an access that its row has, and each access of a row is declared", () => {
  const declared = (kind: string): readonly string[] =>
    operations.flatMap((operation) => (kindsOf(operation).includes(kind) ? [operation.access ?? "read; write"] : []));
  const wrong = operations.flatMap((operation) => {
    const { access } = operation;
    const hasIt = (kind: string): boolean =>
      access === undefined || rows.some((row) => row.kinds.includes(kind) && row.access.includes(access));
    return kindsOf(operation)
      .filter((kind) => !hasIt(kind))
      .map((kind) => `${kind}: ${access}`);
  });
  const unused = rows.flatMap(({ access, kinds }) =>
    (access.match(/\w+(?=[,;]| or|$)/g) ?? [])
      .filter((name) => ["none", "read", "write", "append", "take"].includes(name))
      .filter((name) => !kinds.some((kind) => declared(kind).some((each) => each.includes(name))))
      .map((name) => `${kinds.join(", ")}: ${name}`),
  );
  expect({ wrong, unused }).toEqual({ wrong: [], unused: [] });
});
