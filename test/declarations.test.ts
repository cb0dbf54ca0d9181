// The declarations of the built package, as a user's compiler reads them: internal names are stripped, and no remaining
// declaration may use one. Needs `npm run build`.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import packageJson from "../package.json" with { type: "json" };

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const OPTIONS =
  "--ignoreConfig --noEmit --strict --allowImportingTsExtensions --module nodenext --target es2023 --types node";

test("the declarations of all doors compile without skipLibCheck", () => {
  const doors = Object.values(packageJson.exports).flatMap((door) => (typeof door === "object" ? [door.types] : []));
  const compiler = fileURLToPath(new URL("../node_modules/typescript/bin/tsc", import.meta.url));
  const run = (): string =>
    execFileSync(process.execPath, [compiler, ...OPTIONS.split(" "), ...doors], { cwd: ROOT, encoding: "utf8" });
  expect(doors).toHaveLength(10);
  expect(run()).toBe("");
});
