// Runtimes other than Node are refused by what they lack.

import { expect, test } from "vitest";

import { checkRuntime } from "../../src/host/runtime.ts";

const met = { missing: "nothing", isMet: () => true };
const lacking = (missing: string): { missing: string; isMet: () => boolean } => ({ missing, isMet: () => false });

test("Node has all of it, whatever is asked", async () => {
  await expect(checkRuntime()).resolves.toBeUndefined();
  await expect(checkRuntime({ node: "20.0.0" }, [lacking("all")])).resolves.toBeUndefined();
  await expect(checkRuntime({ node: "20.0.0", bun: "1.0.0" })).resolves.toBeUndefined();
});

test.each([
  [{ node: "26.0.0", bun: "1.4.5" }, "Bun 1.4.5"],
  [{ node: "26.0.0", deno: "2.9.6" }, "Deno 2.9.6"],
])("another runtime is refused with what it lacks: %o", async (versions, name) => {
  await expect(checkRuntime(versions, [lacking("one"), met, lacking("other")])).rejects.toMatchObject({
    code: "unsupported-runtime",
    message: expect.stringContaining(`heddle does not support ${name}: one; other. Run`),
  });
  await checkRuntime(versions, [met]);
});
