// The names of actors, which tell them apart in reports.

import { explore, spawn } from "heddle";
import type { Pid } from "heddle";
import { expect, test } from "vitest";

async function pathsOf(names: readonly (string | undefined)[]): Promise<readonly string[]> {
  const pids: Pid[] = [];
  await explore(
    async () => {
      for (const name of names) pids.push(name === undefined ? await spawn(() => {}) : await spawn(name, () => {}));
    },
    { executions: 1 },
  );
  return pids.map(({ path }) => path);
}

test.each([
  [
    ["w", "w", undefined],
    ["main/w", "main/w-2", "main/actor-1"],
  ],
  [
    ["w", "w", "w-2"],
    ["main/w", "main/w-2", "main/w-2-2"],
  ],
  [
    ["w-2", "w", "w"],
    ["main/w-2", "main/w", "main/w-3"],
  ],
  [
    ["actor-1", undefined],
    ["main/actor-1", "main/actor-2"],
  ],
])("siblings called %j have different paths", async (names, paths) => {
  expect(await pathsOf(names)).toEqual(paths);
});
