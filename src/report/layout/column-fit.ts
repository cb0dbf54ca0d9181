// Fitting text into columns: cutting, padding and wrapping.

/** The number of code points of a text. */
export function widthOf(text: string): number {
  let width = 0;
  for (const _ of text) width += 1;
  return width;
}

/** The text in at most `width` characters; a cut end is marked by `…`. */
function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  return `${Array.from(text)
    .slice(0, Math.max(0, width - 1))
    .join("")}…`;
}

/** The text in at most `width` characters; a cut start is marked by `…`. */
export function cutStart(text: string, width: number): string {
  const characters = Array.from(text);
  if (characters.length <= width) return text;
  return `…${characters.slice(characters.length - Math.max(0, width - 1)).join("")}`;
}

/** Cuts the end of the text like `cut`, but keeps a short result such as `→ 0`. */
export function cutKeepingResult(text: string, width: number): string {
  const arrow = text.lastIndexOf(" → ");
  const result = text.slice(arrow);
  if (arrow === -1 || widthOf(text) <= width || widthOf(result) > width / 2) return cut(text, width);
  return cut(text.slice(0, arrow), width - widthOf(result)) + result;
}

/** The text in exactly `width` characters, cut or padded with spaces. */
export function fit(text: string, width: number): string {
  const short = cut(text, width);
  return short + " ".repeat(width - widthOf(short));
}

/** The text in lines of at most `width` characters, broken at spaces; longer words are broken anywhere. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let open: string | undefined;
  // Leading spaces belong to the first word as its indent.
  for (const word of text.split(/(?<=\S) /)) {
    const longer: string = open === undefined ? word : `${open} ${word}`;
    if (open !== undefined && widthOf(longer) > width) {
      lines.push(open);
      open = word;
    } else open = longer;
    for (let rest = Array.from(open); rest.length > width; rest = Array.from(open)) {
      lines.push(rest.slice(0, width).join(""));
      open = rest.slice(width).join("");
    }
  }
  return open === undefined ? lines : [...lines, open];
}
