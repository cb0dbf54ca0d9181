// Metadata from heddle's package.json.

import { readFileSync } from "node:fs";

/** The parts of package.json that the command needs. */
export interface PackageInfo {
  readonly version: string;
  /** The entry points, for example `./memory`, with their files. */
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
}

/** The folder of the package, with a trailing slash. */
export const PACKAGE_FOLDER: URL = new URL("../../../", import.meta.url);

/** Reads heddle's own package.json. */
export function readPackageInfo(): PackageInfo {
  return JSON.parse(readFileSync(new URL("package.json", PACKAGE_FOLDER), "utf8")) as PackageInfo;
}
