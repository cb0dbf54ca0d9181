// A value whose text never ends, beside a failure: the failure is found, and the value is unreadable.

import assert from "node:assert/strict";
import { inspect } from "node:util";

import { explore, replay } from "heddle";
import { cell } from "heddle/memory";
import { expect, test } from "vitest";

const endless = {
  [inspect.custom]() {
    for (;;);
  },
};

test.each([1, 5])("%d steps with a value whose text never ends", async (reads) => {
  const name = "endless";
  const program = async (): Promise<void> => {
    const [value, number] = [cell<unknown>(endless, "value"), cell(1, "number")];
    for (let read = 0; read < reads; read += 1) await value.read();
    assert.equal(await number.read(), 2);
  };
  const report = await explore(program, { name, executions: 3 });

  const [found] = report.counterexamples;
  expect(report.brokenOff).toBeUndefined();
  expect(String(found?.error)).toContain("1 !== 2");
  expect(found?.trace.map(({ result }) => result)).toEqual([
    ...Array.from({ length: reads }, () => ["[unreadable object]"]),
    ["1"],
  ]);
  await expect(replay(program, found?.token ?? "", { name })).resolves.toMatchObject({ isSame: true });
});
