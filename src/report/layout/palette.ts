// The colors of reports, by meaning. Without color, each function returns its text unchanged.

import picocolors from "picocolors";

/** Functions that style parts of a text. */
export interface Palette {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
}

/** A palette; `isColored` states whether the output supports colors. */
export function paletteFor(isColored: boolean): Palette {
  const { bold, dim, green, red, yellow } = picocolors.createColors(isColored);
  return { good: green, bad: red, warn: yellow, strong: bold, faint: dim };
}
