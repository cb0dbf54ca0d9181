import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";
import type { ViteUserConfig } from "vitest/config";
import { BaseSequencer } from "vitest/node";
import type { TestSpecification } from "vitest/node";

const src = fileURLToPath(new URL("src", import.meta.url));

/** Where a report for programs goes; `.ci/run` counts with it. */
const report = process.env["HEDDLE_TEST_REPORT"];

/** Runs the slow files first: begun last, one would run alone while the other workers have nothing left to do. */
class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- it is vitest's
    const sorted = await super.sort(files);
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))];
  }
}

/** `npm test` leaves these out. */
function isSlow({ moduleId }: TestSpecification): boolean {
  return moduleId.endsWith(".slow.test.ts");
}

/**
 * Files that need a process of their own: code that is stopped in others may leave Node deaf for what they listen to, and
 * finding the line of stopped code takes the longer the more modules the process has loaded.
 */
const ALONE = [
  "host/real-input",
  "host/late-errors",
  "host/runtime",
  "models/fresh",
  "host/watchdog.slow",
  "host/busy-machine.slow",
  "host/uncaught-errors.slow",
  // Playwright keeps an AsyncLocalStorage.
  "view/browser.slow",
].map((name) => `test/${name}.test.ts`);

/** With 1 the fast tests run, as in `npm test`, with 0 the slow ones; patterns of the command line do not reach projects. */
const FAST = process.env["HEDDLE_TEST_FAST"];
const LEFT_OUT = FAST === "1" ? ["**/*.slow.test.ts"] : FAST === "0" ? ["**/!(*.slow).test.ts"] : [];

const config: ViteUserConfig = defineConfig({
  resolve: {
    // Tests and scenarios say "heddle" as users do, and get the source: one kernel, not two.
    alias: [
      { find: /^heddle$/, replacement: `${src}/index.ts` },
      { find: /^heddle\/strategy$/, replacement: `${src}/strategy/public.ts` },
      { find: /^heddle\/(.*)$/, replacement: `${src}/$1/index.ts` },
    ],
  },
  test: {
    projects: [
      {
        extends: true,
        // Files of one worker share their modules, which saves a tenth of the time: the library keeps nothing between explorations.
        test: {
          name: "shared",
          include: ["test/**/*.test.ts"],
          exclude: [...configDefaults.exclude, ...LEFT_OUT, ...ALONE],
          isolate: false,
          setupFiles: ["test/unhooked.ts"],
        },
      },
      { extends: true, test: { name: "alone", include: ALONE, exclude: LEFT_OUT, isolate: true } },
    ],
    // Only what hangs takes that long, on whatever machine.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    maxWorkers: "100%",
    sequence: { sequencer: SlowestFirst },
    reporters: report === undefined ? ["default"] : ["default", ["json", { outputFile: report }]],
  },
});

export default config;
