// Explorations as tests of vitest: `test.explore`, and a matcher.

export type { HeddleMatchers } from "./augmentation.ts";
export { heddleMatchers } from "./matchers.ts";
export type { ExplorationMeta } from "./meta.ts";
export type { ProjectOptions } from "./project-options.ts";
export type { HoldOptions } from "./exploration.ts";
export { test, test as it } from "./test.ts";
export type { ExploreCall, ExploreEach, ExploreTest, ExploreTestOptions, HeddleTest } from "./test.ts";
