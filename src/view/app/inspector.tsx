// What a step did: its line of source, and the state after it.

import type { ViewDocument, ViewPart, ViewStep } from "../document.ts";
import type { PartState } from "./timeline.ts";

/** The step and the state after it. */
export interface InspectorProps {
  readonly view: ViewDocument;
  readonly step: ViewStep | undefined;
  readonly state: ReadonlyMap<number, PartState>;
}

const GROUPS: readonly { readonly kind: ViewPart["kind"]; readonly title: string }[] = [
  { kind: "object", title: "Objects" },
  { kind: "actor", title: "Actors" },
  { kind: "mailbox", title: "Mailboxes" },
  { kind: "signal", title: "Signals in flight" },
];

export function Inspector({ state, step, view }: InspectorProps) {
  return (
    <aside class="inspector" aria-label="Step and state" tabIndex={0}>
      <StepDetail view={view} step={step} />
      <h2>{step === undefined ? "State at the start" : `State after step ${step.number}`}</h2>
      {GROUPS.map(({ kind, title }) => (
        <Group key={kind} title={title} parts={view.failing.parts} kind={kind} state={state} />
      ))}
    </aside>
  );
}

function StepDetail({ step, view }: Pick<InspectorProps, "step" | "view">) {
  if (step === undefined) return <p>Before the first step.</p>;
  const actor = view.failing.actors[step.lane];
  const marks = view.pairs.filter(({ first, second }) => first === step.number || second === step.number);
  const [file, line] = step.source ?? [];
  return (
    <section aria-label={`Step ${step.number}`} aria-live="polite">
      <h2>
        Step {step.number}: <span title={actor?.path}>{actor?.label}</span>
      </h2>
      <p class="what">{step.text}</p>
      {marks.map(({ text }) => (
        <p key={text} class="pair">
          {text}
        </p>
      ))}
      <p class="facts">
        {step.enabled === 1 ? "nothing else could have come" : `one of ${step.enabled} that could have come`}, at{" "}
        {step.time} ms{step.isDeviation ? ", not what the default schedule takes" : ""}
      </p>
      {file === undefined || line === undefined ? undefined : <Source view={view} file={file} line={line} />}
    </section>
  );
}

function Source({ file, line, view }: { readonly view: ViewDocument; readonly file: number; readonly line: number }) {
  const source = view.files[file];
  if (source === undefined) return undefined;
  const near = source.lines.filter(([number]) => Math.abs(number - line) <= 3);
  return (
    <figure class="source">
      <figcaption>
        {source.name}:{line}
      </figcaption>
      <pre tabIndex={0} aria-label={`${source.name}, line ${line}`}>
        {near.map(([number, text]) => (
          <span key={number} class={number === line ? "here" : ""}>
            {String(number).padStart(5)} {text}
          </span>
        ))}
      </pre>
    </figure>
  );
}

interface GroupProps {
  readonly title: string;
  readonly kind: ViewPart["kind"];
  readonly parts: readonly ViewPart[];
  readonly state: ReadonlyMap<number, PartState>;
}

function Group({ kind, parts, state, title }: GroupProps) {
  const shown = [...state].filter(([part]) => parts[part]?.kind === kind);
  if (shown.length === 0) return undefined;
  return (
    <section class="group" aria-label={title}>
      <h3>{title}</h3>
      <dl>
        {shown.map(([part, { isNew, rows }]) => (
          <div key={part} class={isNew ? "part new" : "part"} data-part={`${kind} ${parts[part]?.name ?? ""}`}>
            <dt>
              {parts[part]?.name}
              {isNew ? <small> changed</small> : ""}
            </dt>
            <dd>{rows.length === 0 ? <em>empty</em> : rows.join("\n")}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
