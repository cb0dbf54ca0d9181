// Names in reports: objects of one label and actors whose names contain a slash can be told apart.

import assert from "node:assert/strict";

import { explore, join, replay, spawn } from "heddle";
import type { Counterexample } from "heddle";
import { cell, mutex, table } from "heddle/memory";
import { expect, test } from "vitest";

import { counterexampleText } from "../../../src/report/index.ts";
import { stepLabel } from "../../../src/trace/index.ts";

/** The counterexample of a program, and the names of the objects that its steps touch. */
async function failureOf(program: () => Promise<void>): Promise<{ found: Counterexample; text: string }> {
  const [found] = (await explore(program, { executions: 200 })).counterexamples;
  assert(found !== undefined);
  return { found, text: counterexampleText(found, { all: true, columns: 160 }) };
}

test("objects of one label are numbered in texts, and not in labels and tokens", async () => {
  const program = async (): Promise<void> => {
    const [left, right, other] = [cell(1, "balance"), cell(2, "balance"), cell(3, "other")];
    const client = await spawn("client", async () => {
      await left.write((await left.read()) + 1);
      await right.write((await right.read()) + 1);
    });
    await left.write((await left.read()) + 1);
    await right.write((await right.read()) + 1);
    await join(client);
    assert.deepEqual([await left.read(), await right.read(), await other.read()], [3, 4, 3]);
  };
  const { found, text } = await failureOf(program);

  const touched = found.trace.filter(({ object }) => object?.[0] === "balance");
  expect(new Set(touched.map((step) => step.objectName?.[0]))).toEqual(new Set([undefined, "balance#2"]));
  expect(new Set(touched.map((step) => stepLabel(step).replace(/.* /, "")))).toEqual(
    new Set(["cell.read(balance)", "cell.write(balance)"]),
  );
  expect(text).toMatch(/cell\.read\(balance\)/);
  expect(text).toMatch(/cell\.write\(balance#2\)/);
  expect(text).not.toMatch(/other#|balance#[13]/);
  await expect(replay(program, found)).resolves.toMatchObject({ isSame: true });
});

test("the number of a table stands before the key of its row", async () => {
  const { text } = await failureOf(async () => {
    const [one, other] = [table<string, number>("users"), table<string, number>("users")];
    await one.insert("a", 1);
    await other.insert("a", 2);
    throw new Error("always");
  });

  expect(text).toMatch(/\(users\['a'\]\)|\(users\[a\]\)/);
  expect(text).toMatch(/\(users#2\[/);
});

test("a label that one object bears is not numbered", async () => {
  const { found } = await failureOf(async () => {
    const lock = mutex("lock");
    await lock.run(() => cell(0, "lock-state").write(1));
    throw new Error("always");
  });

  expect(found.trace.filter(({ objectName }) => objectName !== undefined)).toEqual([]);
});

test("a slash in a name is no level of the path", async () => {
  const paths: string[] = [];
  await explore(
    async () => {
      const flat = await spawn("a/b", () => undefined);
      const twin = await spawn("a/b", () => undefined);
      const outer = await spawn("a", async () => {
        paths.push((await spawn("b", () => undefined)).path);
      });
      await join(outer);
      paths.push(flat.path, twin.path);
    },
    { executions: 1 },
  );

  expect(paths).toEqual(["main/a/b", "main/a%2Fb", "main/a%2Fb-2"]);
});
