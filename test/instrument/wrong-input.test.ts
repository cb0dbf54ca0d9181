// What instrumentation and its surroundings cannot use.

import { Buffer } from "node:buffer";
import { fileURLToPath } from "node:url";

import { explore } from "heddle";
import { expect, test } from "vitest";

import { instrumentLoaded } from "../../src/instrument/load.ts";
import { selectionOf } from "../../src/instrument/selection.ts";

/** The built copy; types are checked before it is built. */
const { pause } = (await import(new URL("../../dist/index.js", import.meta.url).href)) as {
  readonly pause: () => Promise<void>;
};

test("a primitive of a second copy of heddle is told with the folders of both", async () => {
  const { counterexamples } = await explore(() => pause(), { executions: 1, shrink: false });

  expect(counterexamples[0]?.error).toMatchObject({
    code: "two-copies",
    message: expect.stringMatching(/that in \S+\/src\/ explores, and a primitive of that in \S+\/dist\/ was called/),
  });
});

const FILE = fileURLToPath(new URL("made-up.js", import.meta.url));
const SOURCE = "export const call = async () => {\n  await 1;\n};\n";

/** The map of the code after a hook of Node has loaded it. */
function mapAfter(comment: string): { readonly sources: readonly string[]; readonly mappings: string } {
  const code = instrumentLoaded(SOURCE + comment, FILE, selectionOf()) ?? "";
  const comments = code.match(/sourceMappingURL=data:\S+/g) ?? [];
  expect(comments).toHaveLength(1);
  const [, encoded = ""] = comments[0]?.split("base64,") ?? [];
  return JSON.parse(Buffer.from(encoded, "base64").toString()) as ReturnType<typeof mapAfter>;
}

test.each([
  ["that is missing", "//# sourceMappingURL=made-up.js.map"],
  ["that is broken", `//# sourceMappingURL=data:application/json;base64,${Buffer.from("{ no").toString("base64")}`],
])("a source map %s leaves the lines of the file", (_what, comment) => {
  expect(mapAfter(comment).sources).toEqual(["test/instrument/made-up.js"]);
  expect(mapAfter(comment).mappings).not.toBe("");
});

test.each([
  [{ include: "src" }, "include of the instrumentation must be an array of texts"],
  [{ freshModules: 1 }, "freshModules of the instrumentation must be true or false"],
  [{ state: "yes" }, "state of the instrumentation must be true or false"],
  [{ package: [] }, 'Unknown option "package" of the instrumentation'],
])("options %j are refused", (options, text) => {
  expect(() => selectionOf(options as object)).toThrow(text);
});
