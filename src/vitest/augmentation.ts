// Augmentation of vitest's types: the project's options, the matcher and the metadata for reporters.

import type { HoldOptions } from "./exploration.ts";
import type { ExplorationMeta, HeddleTestMeta } from "./results/meta.ts";
import type { ProjectOptions } from "./project-options.ts";

/** The matchers available after `expect.extend(heddleMatchers)`. */
export interface HeddleMatchers<T> {
  /** Explores the program, or the scenario, and fails if an execution fails; must be awaited. */
  toHold: (options?: HoldOptions) => Promise<T>;
}

declare module "vitest" {
  interface ProvidedContext {
    /** Options for all explorations of the project: `test: { provide: { heddle: { … } } }` in the vitest config. */
    heddle: ProjectOptions;
  }

  interface TaskMeta {
    /** Set for a test that `test.explore` defines. */
    heddleTest?: HeddleTestMeta;
    /** The result of the exploration of a test. */
    heddle?: ExplorationMeta;
  }

  interface Matchers<T> extends HeddleMatchers<T> {}
}
