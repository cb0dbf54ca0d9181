// What package.json says of heddle.

import { readFileSync } from "node:fs";

/** The parts of package.json that the command needs. */
export interface PackageInfo {
  readonly version: string;
  /** The doors, for example `./memory`, and the file of each. */
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
}

/** The folder of the package, with a slash at its end. */
export const PACKAGE_FOLDER: URL = new URL("../../../", import.meta.url);

/** Reads heddle's own package.json. */
export function readPackageInfo(): PackageInfo {
  return JSON.parse(readFileSync(new URL("package.json", PACKAGE_FOLDER), "utf8")) as PackageInfo;
}
