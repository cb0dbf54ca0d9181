// A text diagram of a history: a line per client and a span per operation from its invocation to its return, over one
// axis on which every invocation and return has its own column.

import { must } from "../../errors.ts";
import { operationText } from "./operation-text.ts";
import type { Describer } from "./operation-text.ts";
import type { RecordedOperation } from "./recorded-operation.ts";

/** The maximum length of an operation's text. */
const MAX_TEXT = 40;
/** Columns between two events. */
const GAP = 2;

interface Span {
  readonly text: string;
  readonly from: number;
  /** `undefined` while the operation is pending. */
  readonly to: number | undefined;
}

/**
 * Draws a history: `|-- read: 1 --|`, and `|-- write 2 ---…` for a pending operation. A client with overlapping
 * operations has several lines. After the drawings of Herlihy and Wing (1990).
 * @param describer formats operations; a model can be used
 */
export function historyDiagram<Operation, Result>(
  operations: readonly RecordedOperation<Operation, Result>[],
  describer: Describer<Operation, Result> = {},
): string {
  const texts = new Map(operations.map((operation) => [operation, shortened(operationText(operation, describer))]));
  const { columns, width } = columnsOf(operations, texts);
  const linesOf = new Map<string, Span[][]>();
  for (const operation of operations.toSorted((one, other) => one.invoked - other.invoked)) {
    const { from, to } = must(columns.get(operation), "every operation has columns");
    const lines = linesOf.get(operation.client) ?? [];
    linesOf.set(operation.client, lines);
    const free = lines.find((line) => (line.at(-1)?.to ?? Number.POSITIVE_INFINITY) < from);
    const span = { text: must(texts.get(operation), "every operation has a text"), from, to };
    if (free === undefined) lines.push([span]);
    else free.push(span);
  }
  const labels = labelsOf([...linesOf.keys()]);
  const margin = Math.max(0, ...[...labels.values()].map(({ length }) => length));
  return [...linesOf]
    .flatMap(([client, lines]) =>
      lines.map((line, index) => {
        const label = index === 0 ? must(labels.get(client), "every client has a label") : "";
        return `${label.padEnd(margin)}  ${lineOf(line, width)}`.trimEnd();
      }),
    )
    .join("\n");
}

interface Columns {
  from: number;
  to: number | undefined;
}

/** The columns of each operation, far enough apart for its text. */
function columnsOf(
  operations: readonly RecordedOperation[],
  texts: ReadonlyMap<RecordedOperation, string>,
): { readonly columns: ReadonlyMap<RecordedOperation, Columns>; readonly width: number } {
  const events = operations.flatMap((operation) => [
    { operation, time: operation.invoked, isReturn: false },
    ...(operation.returned === undefined ? [] : [{ operation, time: operation.returned, isReturn: true }]),
  ]);
  const columns = new Map<RecordedOperation, Columns>();
  let column = -GAP;
  let width = 0;
  for (const { isReturn, operation } of events.toSorted(
    (one, other) => one.time - other.time || Number(one.isReturn) - Number(other.isReturn),
  )) {
    column += GAP;
    const needed = "|--  --".length + (texts.get(operation)?.length ?? 0);
    const begun = columns.get(operation);
    if (isReturn && begun !== undefined) {
      column = Math.max(column, begun.from + needed);
      begun.to = column;
    } else {
      columns.set(operation, { from: column, to: undefined });
      width = Math.max(width, column + needed);
    }
    width = Math.max(width, column);
  }
  return { columns, width };
}

function lineOf(spans: readonly Span[], width: number): string {
  let line = "";
  for (const { from, text, to } of spans) {
    const begun = `${line.padEnd(from)}|-- ${text} `;
    line = to === undefined ? `${begun.padEnd(width, "-")}…` : `${begun.padEnd(to, "-")}|`;
  }
  return line;
}

/** The last part of each client's path, if they all differ; otherwise the paths. */
function labelsOf(clients: readonly string[]): ReadonlyMap<string, string> {
  const short = clients.map((client) => client.slice(client.lastIndexOf("/") + 1));
  const isUnique = new Set(short).size === short.length;
  return new Map(clients.map((client, index) => [client, isUnique ? (short[index] ?? client) : client]));
}

function shortened(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT - 1)}…`;
}
