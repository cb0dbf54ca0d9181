// What a page of text is like: how wide, in which colours, and which folder its reader is in.

import { paletteFor } from "./palette.ts";
import type { Palette } from "./palette.ts";

/** How a text is laid out. */
export interface PageOptions {
  /** The width of the page in characters. Default: 100. */
  readonly columns?: number | undefined;
  /** Source positions are shown relative to it; no separator at its end. Default: files by their names alone. */
  readonly folder?: string | undefined;
  /** Default: no colours. */
  readonly palette?: Palette | undefined;
}

/** The options of a page with nothing left open. */
export interface Page {
  readonly columns: number;
  readonly folder: string;
  readonly palette: Palette;
}

/** No text is laid out for fewer columns. */
const LEAST_COLUMNS = 40;
const DEFAULT_COLUMNS = 100;

/** The page that options ask for. */
export function pageOf({ columns = DEFAULT_COLUMNS, folder = "", palette = paletteFor(false) }: PageOptions): Page {
  return { columns: Math.max(LEAST_COLUMNS, columns), folder, palette };
}
