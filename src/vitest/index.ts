// The vitest integration: `test.explore` and the matcher `toHold`.

export type { HeddleMatchers } from "./augmentation.ts";
export { heddleMatchers } from "./matchers.ts";
export type { ExplorationMeta, HeddleTestMeta } from "./results/meta.ts";
export type { ProjectOptions } from "./project-options.ts";
export type { HoldOptions } from "./exploration.ts";
export { test, test as it } from "./test.ts";
export type { ExploreCall, ExploreEach, ExploreTest, ExploreTestOptions, HeddleTest } from "./test.ts";
