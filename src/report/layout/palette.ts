// The colours of reports, by what they mean. Without colour each is the text itself.

import picocolors from "picocolors";

/** How parts of a text are shown. */
export interface Palette {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
}

/** A palette; `isColoured` is the caller's word on whether its reader shows colours. */
export function paletteFor(isColoured: boolean): Palette {
  const { bold, dim, green, red, yellow } = picocolors.createColors(isColoured);
  return { good: green, bad: red, warn: yellow, strong: bold, faint: dim };
}
