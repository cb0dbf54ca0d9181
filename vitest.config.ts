import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import type { ViteUserConfig } from "vitest/config";

const src = fileURLToPath(new URL("src", import.meta.url));

/** Where a report for programs goes; `.ci/run` counts with it. */
const report = process.env["HEDDLE_TEST_REPORT"];

const config: ViteUserConfig = defineConfig({
  resolve: {
    // Tests and scenarios say "heddle" as users do, and get the source: one kernel, not two.
    alias: [
      { find: /^heddle$/, replacement: `${src}/index.ts` },
      { find: /^heddle\/(.*)$/, replacement: `${src}/$1/index.ts` },
    ],
  },
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    maxWorkers: "100%",
    // Files of one worker share their modules, which saves a tenth of the time: the library keeps nothing between explorations.
    isolate: false,
    reporters: report === undefined ? ["default"] : ["default", ["json", { outputFile: report }]],
  },
});

export default config;
