// Optimal dynamic partial order reduction, as a way to search exhaustively.

import type { Exhaustive } from "../exhaustive.ts";
import { Dpor } from "./dpor.ts";
import { Frontier } from "./frontier.ts";
import { Names } from "./names.ts";
import { Translator } from "./portable.ts";
import type { Portable } from "./portable.ts";

/** One execution for each class. */
export const dpor: Exhaustive = {
  open: () => new Frontier(),
  search(portablePart) {
    const names = new Names();
    return new Dpor(names, new Translator(names).unpackRoot(portablePart as Portable));
  },
};
