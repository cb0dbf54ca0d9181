// Runs modules one after the other in one process, and prints the result of each on a separate line.
// Node takes half a second to start with a compiler; a document's block takes a tenth of that.

import { stdout } from "node:process";
import { pathToFileURL } from "node:url";

/** The result of one module. */
export interface RanBlock {
  readonly file: string;
  /** The error it threw; `undefined` when it completed. */
  readonly error: string | undefined;
}

/** The prefix of each result line, to distinguish it from the output of a block. */
const MARK = "\u0000ran ";

/** The results in the output of the process. */
export function ranBlocksIn(output: string): readonly RanBlock[] {
  return output.split("\n").flatMap((line) => {
    const at = line.indexOf(MARK);
    return at < 0 ? [] : [JSON.parse(line.slice(at + MARK.length)) as RanBlock];
  });
}

const isMain = pathToFileURL(process.argv[1] ?? "").href === import.meta.url;
for (const file of isMain ? process.argv.slice(2) : []) {
  const error = await import(pathToFileURL(file).href).then(
    () => undefined,
    (thrown: unknown) => (thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)),
  );
  stdout.write(`${MARK}${JSON.stringify({ file, error } satisfies RanBlock)}\n`);
}
