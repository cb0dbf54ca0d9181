// The page layout of a report: width, colors and the folder that paths are relative to.

import { paletteFor } from "./palette.ts";
import type { Palette } from "./palette.ts";

/** Options for the layout of a text. */
export interface PageOptions {
  /** The width of the page in characters. Default: 100. */
  readonly columns?: number | undefined;
  /** The folder that source positions are relative to, without a trailing separator. Default: file names alone. */
  readonly folder?: string | undefined;
  /** How parts of the text are styled. Default: no colors. */
  readonly palette?: Palette | undefined;
}

/** Page options with defaults applied. */
export interface Page {
  readonly columns: number;
  readonly folder: string;
  readonly palette: Palette;
}

/** Narrower pages are laid out with this width. */
const MIN_COLUMNS = 40;
const DEFAULT_COLUMNS = 100;

/** Applies the defaults to page options. */
export function pageOf({ columns = DEFAULT_COLUMNS, folder = "", palette = paletteFor(false) }: PageOptions): Page {
  return { columns: Math.max(MIN_COLUMNS, columns), folder, palette };
}
