// What instrumentation adds to a cold run of vitest: one test file in a process of its own, with the plugin and without.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { race } from "./measure.ts";
import { times } from "./row.ts";
import type { Row } from "./row.ts";

/** Each takes seconds, so there are fewer rounds than of others. */
const ROUNDS = 7;

const SOURCE = `export class Account {
  balance = 100;
  async withdraw(amount: number): Promise<void> {
    const { balance } = this;
    await Promise.resolve();
    this.balance = balance - amount;
  }
}
`;
const TEST = `import { explore, join, spawn } from "heddle";
import { expect, test } from "vitest";
import { Account } from "./account.ts";
test("withdrawals", async () => {
  const report = await explore(async () => {
    const account = new Account();
    for (const actor of [await spawn(() => account.withdraw(1)), await spawn(() => account.withdraw(2))]) await join(actor);
  }, { executions: 10 });
  expect(report.counterexamples).toEqual([]);
});
`;

export async function coldRows(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(process.cwd(), "build", "cold-"));
  const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");
  try {
    writeFileSync(join(folder, "account.ts"), SOURCE);
    writeFileSync(join(folder, "account.test.ts"), TEST);
    const plugin = `import { instrumentation } from "heddle/instrument";\n`;
    // As an installed package is.
    const external = "test: { server: { deps: { external: [/\\/dist\\//] } } }";
    const runWith = (name: string, config: string): (() => Promise<number>) => {
      writeFileSync(join(folder, name), config);
      return async () => {
        const start = performance.now();
        execFileSync(process.execPath, [vitest, "run", "--root", folder, "--config", name], { stdio: "pipe" });
        return performance.now() - start;
      };
    };
    const cost = await race(
      {
        plain: runWith("plain.config.ts", `export default { ${external} };\n`),
        instrumented: runWith(
          "state.config.ts",
          `${plugin}export default { plugins: [instrumentation({ state: true })], ${external} };\n`,
        ),
      },
      ROUNDS,
    );
    const ratio = cost.instrumented / cost.plain;
    return [
      {
        what: "a cold run of vitest with one instrumented test file",
        measured: `${(cost.instrumented / 1e3).toFixed(1)} s = ${times(ratio)} without the plugin`,
        target: "≤ 1.25 ×",
        isMet: ratio <= 1.25,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
