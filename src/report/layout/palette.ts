// The colors of reports, by meaning. Without color, each function returns its text unchanged.

import picocolors from "picocolors";

/** Functions that style parts of a text. */
export interface Palette {
  /** For what is as expected: green. */
  readonly good: (text: string) => string;
  /** For failures: red. */
  readonly bad: (text: string) => string;
  /** For what needs attention: yellow. */
  readonly warn: (text: string) => string;
  /** For emphasis: bold. */
  readonly strong: (text: string) => string;
  /** For what is less important: dim. */
  readonly faint: (text: string) => string;
}

/** A palette; `isColored` states whether the output supports colors. */
export function paletteFor(isColored: boolean): Palette {
  const { bold, dim, green, red, yellow } = picocolors.createColors(isColored);
  return { good: green, bad: red, warn: yellow, strong: bold, faint: dim };
}
