// The program of the viewer, as the build bundles it.

import { readFileSync } from "node:fs";

import { UsageError } from "../errors.ts";
import { PACKAGE_FOLDER } from "./modules/package-info.ts";

/**
 * Reads the script and the style of the viewer.
 * @throws UsageError (`viewer-not-built`) in a checkout in which nothing was built
 */
export function readViewerProgram(): { readonly script: string; readonly style: string } {
  try {
    return { script: read("main.js"), style: read("style.css") };
  } catch (cause) {
    throw new UsageError("The program of the viewer is missing from dist/viewer. Build it: npm run build", {
      code: "viewer-not-built",
      cause,
    });
  }
}

function read(name: string): string {
  return readFileSync(new URL(`dist/viewer/${name}`, PACKAGE_FOLDER), "utf8");
}
