// The lanes: a column for each actor, a row for each step, signals as arrows from the step that sent them.

import { useEffect, useMemo, useRef } from "preact/hooks";

import type { ViewDocument, ViewExecution, ViewStep } from "../document.ts";
import type { Row } from "./rows.ts";
import { px, range, useScroll } from "./window.ts";

const ROW = 26;
const GUTTER = 64;
const NARROW = 110;
const WIDE = 240;

/** The lanes of the failing execution. */
export interface LanesProps {
  readonly view: ViewDocument;
  readonly rows: readonly Row[];
  readonly pairs: ReadonlyMap<number, readonly number[]>;
  readonly selected: number;
  readonly onSelect: (step: number) => void;
  readonly onUnfold: () => void;
}

export function Lanes({ onSelect, onUnfold, pairs, rows, selected, view }: LanesProps) {
  const { actors, endings, steps } = view.failing;
  const scroller = useRef<HTMLDivElement>(null);
  const scroll = useScroll(scroller);
  const lane = Math.max(NARROW, Math.min(WIDE, (scroll.width - GUTTER) / Math.max(1, actors.length)));
  const [from, to] = range(scroll.top, scroll.height, ROW, rows.length);
  const [left, right] = range(scroll.left - GUTTER, scroll.width, lane, actors.length);
  const index = useMemo(() => indexOf(rows, selected), [rows, selected]);
  useInSight(scroller, index * ROW, (steps[selected - 1]?.lane ?? 0) * lane);
  const width = GUTTER + actors.length * lane + WIDE;
  return (
    <div class="lanes" ref={scroller}>
      <div class="lane-names" style={{ width: px(width) }} aria-hidden="true">
        {actors.slice(left, right).map(({ label, path }, at) => (
          <span key={path} title={path} style={{ left: px(GUTTER + (left + at) * lane), width: px(lane - 8) }}>
            {label}
          </span>
        ))}
      </div>
      <div class="lane-body" style={{ width: px(width), height: px((rows.length + 1) * ROW) }}>
        <Drawing execution={view.failing} rows={rows} lane={lane} window={{ from, to, left, right }} />
        <div
          role="listbox"
          aria-label="Steps"
          tabIndex={0}
          id="steps"
          aria-activedescendant={index >= from && index < to ? `step-${selected}` : undefined}
        >
          {rows
            .slice(from, to)
            .map((row, at) =>
              row.kind === "fold" ? (
                <FoldRow key={`fold-${row.from}`} row={row} top={(from + at) * ROW} onUnfold={onUnfold} />
              ) : (
                <StepRow
                  key={row.step.number}
                  step={row.step}
                  actor={actors[row.step.lane]?.label ?? ""}
                  marks={pairs.get(row.step.number) ?? []}
                  isSelected={row.step.number === selected}
                  top={(from + at) * ROW}
                  x={GUTTER + row.step.lane * lane}
                  place={{ at: from + at + 1, of: rows.length }}
                  onSelect={onSelect}
                />
              ),
            )}
        </div>
        {endings.map(({ lane: at, text }) => (
          <Ending key={`${at} ${text}`} text={text} top={rows.length * ROW} left={GUTTER + at * lane} />
        ))}
      </div>
    </div>
  );
}

/** Scrolls to a place when it changes and is not in sight. */
function useInSight(scroller: { readonly current: HTMLElement | null }, top: number, left: number): void {
  useEffect(() => {
    const { current } = scroller;
    if (current === null) return;
    const { clientHeight, clientWidth, scrollLeft, scrollTop } = current;
    if (top < scrollTop || top > scrollTop + clientHeight - 3 * ROW) current.scrollTop = top - clientHeight / 2;
    if (left < scrollLeft || left > scrollLeft + clientWidth - GUTTER - NARROW) {
      current.scrollLeft = left - clientWidth / 2;
    }
  }, [scroller, top, left]);
}

function Ending({ left, text, top }: { readonly left: number; readonly text: string; readonly top: number }) {
  return (
    <span class="ending" style={{ top: px(top), left: px(left) }}>
      {text}
    </span>
  );
}

interface FoldRowProps {
  readonly row: Row & { readonly kind: "fold" };
  readonly top: number;
  readonly onUnfold: () => void;
}

function FoldRow({ onUnfold, row, top }: FoldRowProps) {
  const { count, from, to } = row;
  return (
    <div class="fold" role="option" aria-selected={false} style={{ top: px(top) }} onClick={onUnfold}>
      ⋯ steps {from} to {to}: {count} without anything remarkable
    </div>
  );
}

/** The index of the row of a step, or of the one after which it would come. */
function indexOf(rows: readonly Row[], step: number): number {
  const index = rows.findLastIndex((row) => (row.kind === "step" ? row.step.number : row.from) <= step);
  return Math.max(0, index);
}

interface StepRowProps {
  readonly step: ViewStep;
  readonly actor: string;
  readonly marks: readonly number[];
  readonly isSelected: boolean;
  readonly top: number;
  readonly x: number;
  readonly place: { readonly at: number; readonly of: number };
  readonly onSelect: (step: number) => void;
}

function StepRow({ actor, isSelected, marks, onSelect, place, step, top, x }: StepRowProps) {
  const { isDeviation, number, role, text } = step;
  return (
    <div
      id={`step-${number}`}
      class={`row ${isSelected ? "selected" : ""} ${marks.length > 0 ? "critical" : ""}`}
      role="option"
      aria-selected={isSelected}
      aria-posinset={place.at}
      aria-setsize={place.of}
      style={{ top: px(top) }}
      onClick={() => {
        onSelect(number);
      }}
    >
      <span class="number">
        {number}
        {isDeviation ? "*" : ""}
      </span>
      <span class="spoken">
        {isDeviation ? "differs from the default schedule, " : ""}
        {actor}:
      </span>
      <span class={`text ${role}`} style={{ left: px(x) }}>
        {marks.map((pair) => (
          <i key={pair} class="mark">
            <span class="spoken">critical pair </span>
            {pair}
          </i>
        ))}
        {text}
      </span>
    </div>
  );
}

interface DrawingProps {
  readonly execution: ViewExecution;
  readonly rows: readonly Row[];
  readonly lane: number;
  readonly window: { readonly from: number; readonly to: number; readonly left: number; readonly right: number };
}

/** The lifelines and the arrows in sight. */
function Drawing({ execution, lane, rows, window }: DrawingProps) {
  const { from, left, right, to } = window;
  const { actors } = execution;
  const place = useMemo(() => {
    const places = new Map<number, number>();
    for (const [index, row] of rows.entries()) if (row.kind === "step") places.set(row.step.number, index);
    return places;
  }, [rows]);
  const arrows = useMemo(
    () =>
      rows.flatMap((row, index) => {
        if (row.kind !== "step" || row.step.sender === undefined) return [];
        const { lane: target, sender, sentBy } = row.step;
        return [{ start: (sentBy === undefined ? undefined : place.get(sentBy)) ?? index, end: index, sender, target }];
      }),
    [rows, place],
  );
  const x = (at: number): number => GUTTER + at * lane - 7;
  const y = (index: number): number => index * ROW + ROW / 2;
  return (
    <svg class="drawing" aria-hidden="true" width={GUTTER + actors.length * lane} height={(to + 1) * ROW}>
      {actors.slice(left, right).map((actor, at) => {
        const start = indexOf(rows, actor.from ?? 0);
        const end = actor.to === undefined ? rows.length : indexOf(rows, actor.to);
        if (start > to || end < from) return undefined;
        const [top, bottom] = [Math.max(start, from), Math.min(end, to)];
        return <line key={actor.path} class="life" x1={x(left + at)} x2={x(left + at)} y1={y(top)} y2={y(bottom)} />;
      })}
      {arrows
        .filter(({ end, start }) => start <= to && end >= from)
        .map(({ end, sender, start, target }) => {
          const direction = target >= sender ? -1 : 1;
          const head = `${x(target)},${y(end)} ${x(target) + 7 * direction},${y(end) - 4} ${x(target) + 7 * direction},${y(end) + 4}`;
          return (
            <g key={`${start} ${end} ${sender}`} class="signal">
              <line x1={x(sender)} y1={y(start)} x2={x(target)} y2={y(end)} />
              <polygon points={head} />
            </g>
          );
        })}
    </svg>
  );
}
