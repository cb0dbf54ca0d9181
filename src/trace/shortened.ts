// Cutting of long texts that come from programs, such as the message of an assertion about a large object.

/** The most characters of a line of a message that are shown. */
const MAX_CHARACTERS = 1_000;

/** A line of a message; a long one is cut and ends with its length, for example `… (204,800 characters)`. */
export function shortened(line: string): string {
  if (line.length <= MAX_CHARACTERS) return line;
  const start = line.slice(0, MAX_CHARACTERS).replace(/[\uD800-\uDBFF]$/, "");
  return `${start}… (${line.length.toLocaleString("en-US")} characters)`;
}
