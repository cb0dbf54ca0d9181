// What vitest's own types learn from the adapter: the project's options, the matcher, what reporters find in `meta`.

import type { HoldOptions } from "./exploration.ts";
import type { ExplorationMeta } from "./meta.ts";
import type { ProjectOptions } from "./project-options.ts";

/** What vitest's `expect` can do after `expect.extend(heddleMatchers)`. */
export interface HeddleMatchers<T> {
  /** Explores the program and fails when an execution breaks a rule; to be awaited. */
  toHold: (options?: HoldOptions) => Promise<T>;
}

declare module "vitest" {
  interface ProvidedContext {
    /** What holds for all explorations of the project: `test: { provide: { heddle: { … } } }` in the vitest config. */
    heddle: ProjectOptions;
  }

  interface TaskMeta {
    /** What the exploration of a test tried and found. */
    heddle?: ExplorationMeta;
  }

  interface Matchers<T> extends HeddleMatchers<T> {}
}
