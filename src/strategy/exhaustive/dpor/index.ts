// Optimal dynamic partial order reduction as an exhaustive strategy.

import type { Exhaustive } from "../exhaustive.ts";
import { Dpor } from "./dpor.ts";

export { OrderRecorder } from "./order-recorder.ts";

/** One execution per class. */
export const dpor: Extract<Exhaustive, { kind: "tree" }> = { kind: "tree", searchTree: () => new Dpor() };
