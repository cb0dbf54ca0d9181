// The failing execution beside the nearest one that passes.

import { useMemo, useRef } from "preact/hooks";

import type { ViewDocument, ViewExecution, ViewStep } from "../document.ts";
import { alignedRows } from "./aligned.ts";
import { px, range, useScroll } from "./window.ts";

const ROW = 26;

/** Both executions. */
export interface BesideProps {
  readonly view: ViewDocument;
  readonly passing: ViewExecution;
  readonly selected: number;
  readonly onSelect: (step: number) => void;
}

export function Beside({ onSelect, passing, selected, view }: BesideProps) {
  const { failing } = view;
  const rows = useMemo(() => alignedRows(failing, passing), [failing, passing]);
  const scroller = useRef<HTMLDivElement>(null);
  const scroll = useScroll(scroller);
  const [from, to] = range(scroll.top, scroll.height, ROW, rows.length);
  return (
    <div class="beside" ref={scroller} tabIndex={0} role="region" aria-label="Failing beside passing">
      <div class="beside-head">
        <b>fails</b>
        <b>passes</b>
      </div>
      <div class="beside-body" style={{ height: px(rows.length * ROW) }}>
        {rows.slice(from, to).map((row, at) => (
          <div
            key={from + at}
            class={`pair-row ${row.isFirst ? "first" : ""} ${row.failing?.number === selected ? "selected" : ""}`}
            style={{ top: px((from + at) * ROW) }}
            onClick={() => {
              if (row.failing !== undefined) onSelect(row.failing.number);
            }}
          >
            <Cell execution={failing} step={row.failing} isAlone={row.passing === undefined} />
            <Cell execution={passing} step={row.passing} isAlone={row.failing === undefined} />
          </div>
        ))}
      </div>
    </div>
  );
}

interface CellProps {
  readonly execution: ViewExecution;
  readonly step: ViewStep | undefined;
  readonly isAlone: boolean;
}

function Cell({ execution, isAlone, step }: CellProps) {
  if (step === undefined) return <span class="cell none" />;
  return (
    <span class={isAlone ? "cell alone" : "cell"}>
      <small>{step.number}</small> <b>{execution.actors[step.lane]?.label}</b> {step.text}
    </span>
  );
}
