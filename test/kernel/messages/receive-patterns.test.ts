// What `receive` takes as a pattern, without the help of types.

import assert from "node:assert/strict";

import { explore, P, receive, self, send } from "heddle";
import { expect, test } from "vitest";

import { holds } from "../../holds.ts";

const receiveUnchecked = receive as (pattern: unknown) => Promise<unknown>;

test.each([
  ["a function", () => true],
  ["a function in a field", { number: () => true }],
  ["a function in a list", { deep: [{ number: () => true }] }],
])("%s is refused, since it would match only itself", async (_, pattern) => {
  const report = await explore(() => receiveUnchecked(pattern), { shrink: false });
  expect(report.counterexamples[0]?.error).toMatchObject({
    name: "UsageError",
    code: "malformed-pattern",
    message: "A pattern is or contains a function, which matches only itself. For a guard write P.when(fn).",
  });
});

test("a pattern that contains itself is refused", async () => {
  const endless: { value?: unknown } = {};
  endless.value = endless;
  const report = await explore(() => receiveUnchecked(endless), { shrink: false });
  expect(report.counterexamples[0]?.error).toMatchObject({ code: "malformed-pattern" });
});

test("a guard, a pid and any other value are patterns", async () => {
  await holds(async () => {
    const main = self();
    const sent = [3, { from: main }, [1, 2], undefined];
    for (const message of sent) await send(main, message);
    assert.equal(await receive(P.when((message) => message === 3)), 3);
    assert.deepEqual(await receive({ from: main }), { from: main });
    assert.deepEqual(await receive([1, 2]), [1, 2]);
    assert.equal(await receive(undefined, { timeout: 0 }), undefined);
  });
});
