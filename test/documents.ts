// The tested documents and their code blocks.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { blocksIn } from "./doc-blocks.ts";
import type { Block } from "./doc-blocks.ts";

/** The root folder of the repository. */
export const ROOT: string = fileURLToPath(new URL("..", import.meta.url));

/** The paths of the documents, relative to `ROOT`. */
export const documents: readonly string[] = [
  "README.md",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  ...readdirSync(join(ROOT, "examples"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join("examples", name, "README.md"))
    .toSorted(),
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => join("docs", file))
    .toSorted(),
];

/** All blocks of all documents. */
export const blocks: readonly Block[] = documents.flatMap((document) => blocksIn(document, read(document)));

/** The blocks of one document, in order. */
export function blocksOf(document: string): readonly Block[] {
  return blocks.filter((block) => block.document === document);
}

/** The text of a file of the repository. */
export function read(file: string): string {
  return readFileSync(join(ROOT, file), "utf8");
}
