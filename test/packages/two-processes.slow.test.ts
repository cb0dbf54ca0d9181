// Packages of npm, unmodified, in two processes: equal tokens say that every execution did the same.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { expect, test } from "vitest";

import { plainEnvironment } from "../cli/run-heddle.ts";
import { DRIVERS } from "./drivers.ts";

/** The packages with a public race, by the names that the programs have. */
const WITH_RACES = [
  "sockette",
  "zustand",
  "i18next",
  "Hocuspocus",
  "home-assistant-js-websocket",
  "sharedb",
  "limiter",
  "pg-pool",
  "p-map",
  "moleculer",
  "lockfile",
  "write-file-atomic",
  "broadcast-channel",
];

test("thirteen packages with races and twelve queues, pools and locks have the same tokens in two processes", async () => {
  const main = fileURLToPath(new URL("tokens.ts", import.meta.url));
  const options = { env: plainEnvironment() };
  const run = (): Promise<{ readonly stdout: string }> =>
    promisify(execFile)(process.execPath, ["--import", "tsx", main], options);
  const [one, other] = await Promise.all([run(), run()]);

  expect(other.stdout).toBe(one.stdout);
  const lines = one.stdout.trim().split("\n");
  for (const line of lines) expect(line).toMatch(/^\S+(?: h2:\S+){5}$/);
  const names = [...WITH_RACES, ...DRIVERS.map(({ name }) => name)];
  expect(names.filter((name) => !lines.some((line) => line.startsWith(name)))).toEqual([]);
  expect([names.length, lines.length]).toEqual([25, 71]);
});
