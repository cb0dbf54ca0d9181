// The declarations of the built package, as a user's compiler reads them: internal names are stripped, and no remaining
// declaration may use one. Needs `npm run build`.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import packageJson from "../package.json" with { type: "json" };

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const COMPILER = fileURLToPath(new URL("../node_modules/typescript/bin/tsc", import.meta.url));
const OPTIONS =
  "--ignoreConfig --noEmit --strict --allowImportingTsExtensions --module nodenext --target es2023 --types node";

/** The errors of the compiler. */
function errorsIn(files: readonly string[], ...options: readonly string[]): string {
  const run = spawnSync(process.execPath, [COMPILER, ...OPTIONS.split(" "), ...options, ...files], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return run.stdout + run.stderr;
}

test("the declarations of all doors compile without skipLibCheck", () => {
  const doors = Object.values(packageJson.exports).flatMap((door) => (typeof door === "object" ? [door.types] : []));
  expect(doors).toHaveLength(16);
  expect(errorsIn(doors)).toBe("");
});

test("what does not compile in the repository does not compile for users", () => {
  expect(errorsIn(["test/types.test.ts"], "--skipLibCheck", "--exactOptionalPropertyTypes")).toBe("");
});
