// The whole page: who, what and in which order on top, the lanes, the state beside them.

import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";

import type { ViewDocument } from "../document.ts";
import { Beside } from "./beside.tsx";
import { Inspector } from "./inspector.tsx";
import { Lanes } from "./lanes.tsx";
import { pairsByStep, rowsOf } from "./rows.ts";
import type { Filters, Row } from "./rows.ts";
import { Timeline } from "./timeline.ts";
import { Toolbar } from "./toolbar.tsx";

/** Longer executions begin folded. */
const FOLDED_FROM = 60;

export function Viewer({ view }: { readonly view: ViewDocument }) {
  const { failing, passing } = view;
  const count = failing.steps.length;
  const timeline = useMemo(() => new Timeline(failing), [failing]);
  const pairs = useMemo(() => pairsByStep(view), [view]);
  const [filters, setFilters] = useState<Filters>({
    isSlice: false,
    isShared: false,
    isFolded: count > FOLDED_FROM,
    lane: -1,
    object: "",
    query: "",
  });
  const [isBeside, setBeside] = useState(false);
  const [step, setStep] = useState(() => stepOfLink(view));
  const rows = useMemo(() => rowsOf(view, filters), [view, filters]);
  const state = useMemo(() => timeline.after(step), [timeline, step]);
  const go = useCallback((to: number) => setStep(Math.max(0, Math.min(count, to))), [count]);
  useLink(view, step, setStep);
  useKeys({ step, rows, count, pairs }, go);
  return (
    <>
      <Head view={view} onStep={go} />
      <Toolbar
        view={view}
        step={step}
        filters={filters}
        isBeside={isBeside}
        onStep={go}
        onFilters={setFilters}
        onBeside={setBeside}
      />
      <main>
        {isBeside && passing !== undefined ? (
          <Beside view={view} passing={passing} selected={step} onSelect={go} />
        ) : (
          <Lanes
            view={view}
            rows={rows}
            pairs={pairs}
            selected={step}
            onSelect={go}
            onUnfold={() => setFilters({ ...filters, isFolded: false })}
          />
        )}
        <Inspector view={view} step={failing.steps[step - 1]} state={state} />
      </main>
    </>
  );
}

/** Keeps the step in the address, so that a link holds it. */
function useLink(view: ViewDocument, step: number, setStep: (step: number) => void): void {
  useLayoutEffect(() => {
    history.replaceState(undefined, "", `#step=${step}`);
  }, [step]);
  useEffect(() => {
    const onHash = (): void => {
      setStep(stepOfLink(view));
    };
    addEventListener("hashchange", onHash);
    return () => {
      removeEventListener("hashchange", onHash);
    };
  }, [view, setStep]);
}

function useKeys(position: Position, go: (step: number) => void): void {
  // Keys may come faster than effects are run.
  const latest = useRef(position);
  latest.current = position;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const to = stepOfKey(event, latest.current);
      if (to === undefined) return;
      event.preventDefault();
      latest.current = { ...latest.current, step: to };
      go(to);
    };
    addEventListener("keydown", onKey);
    return () => {
      removeEventListener("keydown", onKey);
    };
  }, [go]);
}

function Head({ onStep, view }: { readonly view: ViewDocument; readonly onStep: (step: number) => void }) {
  const { divergence, error, failing, outcome, pairs, program, sentence } = view;
  const [first = "", ...rest] = error;
  return (
    <header>
      <h1>
        {program} <span class={`verdict ${outcome}`}>{OUTCOMES[outcome]}</span>
      </h1>
      {divergence === undefined ? undefined : (
        <p class="divergence" role="alert">
          Not the recorded execution: {divergence}.
        </p>
      )}
      {sentence === undefined ? undefined : <p class="sentence">{withCode(sentence)}</p>}
      {first === "" ? undefined : (
        <p class="error" tabIndex={0}>
          <b>{first}</b>
          {rest.length === 0 ? "" : `\n${rest.join("\n")}`}
        </p>
      )}
      <ol class="pairs" aria-label="Critical pairs">
        {pairs.slice(0, 3).map(({ first: from, text }) => (
          <li key={text}>
            <button type="button" onClick={() => onStep(from ?? 0)}>
              {text}
            </button>
          </li>
        ))}
      </ol>
      {failing.leftOut === 0 ? undefined : <p>{failing.leftOut} further steps are left out.</p>}
    </header>
  );
}

/** What is between backticks as code. */
function withCode(text: string) {
  return text.split("`").map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
}

const OUTCOMES: Readonly<Record<ViewDocument["outcome"], string>> = {
  completed: "passes",
  violated: "fails",
  deadlocked: "deadlocks",
  livelocked: "livelocks",
  outOfSteps: "runs out of steps",
};

/** The step of a link, or the first one that matters. */
function stepOfLink({ failing, pairs }: ViewDocument): number {
  const given = /^#step=(\d+)$/.exec(location.hash)?.[1];
  if (given !== undefined) return Math.min(failing.steps.length, Number(given));
  return pairs[0]?.first ?? failing.steps.length;
}

interface Position {
  readonly step: number;
  readonly rows: readonly Row[];
  readonly count: number;
  readonly pairs: ReadonlyMap<number, readonly number[]>;
}

/** The step to which a key leads; `undefined` for other keys. */
function stepOfKey(event: KeyboardEvent, { count, pairs, rows, step }: Position): number | undefined {
  const { altKey, ctrlKey, key, metaKey, target } = event;
  const isTyping = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
  if (isTyping || altKey || ctrlKey || metaKey) return undefined;
  const shown = rows.flatMap((row) => (row.kind === "step" ? [row.step.number] : []));
  switch (key) {
    case "ArrowDown":
    case "ArrowRight":
    case "j":
      return shown.find((number) => number > step) ?? step;
    case "ArrowUp":
    case "ArrowLeft":
    case "k":
      return shown.findLast((number) => number < step) ?? 0;
    case "Home":
      return 0;
    case "End":
      return count;
    case "n":
      return shown.find((number) => number > step && pairs.has(number)) ?? step;
    case "p":
      return shown.findLast((number) => number < step && pairs.has(number)) ?? step;
    default:
      return undefined;
  }
}
