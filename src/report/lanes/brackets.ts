// Brackets at the left of rows, one per critical pair: each joins the two operations whose order matters.

/** A bracket between two rows, by their indexes. */
export interface Bracket {
  readonly label: string;
  readonly from: number;
  readonly to: number;
}

/** The character of a cell when the arm of a bracket further left crosses it, by its character without that arm. */
const CROSSED: Readonly<Record<string, string>> = { " ": "─", "│": "┼", "┌": "┬", "└": "┴" };

/** The left margin of each of `count` rows, all of equal width; empty texts when there are no spans. */
export function bracketLines(count: number, spans: readonly Bracket[]): readonly string[] {
  const columns = columnsOf(spans);
  const labels = Array.from({ length: count }, (_, row) =>
    spans.flatMap(({ from, label, to }) => (row === from || row === to ? [label] : [])).join(","),
  );
  const labelWidth = Math.max(0, ...labels.map((label) => label.length));
  return labels.map((label, row) => {
    if (spans.length === 0) return "";
    const cells = columns.map((column) => cellOf(column, row));
    const corner = cells.findIndex((cell) => cell === "┌" || cell === "└");
    const drawn = cells.map((cell, index) => (corner !== -1 && index > corner ? (CROSSED[cell] ?? cell) : cell));
    return `${drawn.join("")}${corner === -1 ? " " : "─"}${label.padEnd(labelWidth)} `;
  });
}

/** Brackets that do not overlap share a column. */
function columnsOf(spans: readonly Bracket[]): readonly (readonly Bracket[])[] {
  const columns: Bracket[][] = [];
  for (const span of spans) {
    const free = columns.find((column) => column.every(({ from, to }) => span.from > to || span.to < from));
    if (free === undefined) columns.push([span]);
    else free.push(span);
  }
  return columns;
}

function cellOf(column: readonly Bracket[], row: number): string {
  const span = column.find(({ from, to }) => from <= row && row <= to);
  if (span === undefined) return " ";
  if (row === span.from) return "┌";
  return row === span.to ? "└" : "│";
}
