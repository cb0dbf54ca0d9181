// Runs modules one after the other in one process, and says of each on a line of its own whether it ran to its end.
// Node takes half a second to start with a compiler; a document's block takes a tenth of that.

import { stdout } from "node:process";
import { pathToFileURL } from "node:url";

/** What is said of one module. */
export interface RanBlock {
  readonly file: string;
  /** What it threw; `undefined` when it ran to its end. */
  readonly error: string | undefined;
}

/** Before each line, so that what a block prints is no answer. */
const MARK = "\u0000ran ";

/** The lines of the process. */
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
