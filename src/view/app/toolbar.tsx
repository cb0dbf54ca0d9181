// The controls: stepping, filters, copying.

import { useState } from "preact/hooks";

import type { ViewDocument } from "../document.ts";
import { sharedObjects } from "./rows.ts";
import type { Filters } from "./rows.ts";

/** What the controls show and change. */
export interface ToolbarProps {
  readonly view: ViewDocument;
  readonly step: number;
  readonly filters: Filters;
  readonly isBeside: boolean;
  readonly onStep: (step: number) => void;
  readonly onFilters: (filters: Filters) => void;
  readonly onBeside: (isBeside: boolean) => void;
}

export function Toolbar({ filters, isBeside, onBeside, onFilters, onStep, step, view }: ToolbarProps) {
  const count = view.failing.steps.length;
  return (
    <section class="toolbar" aria-label="Steps and filters">
      <button type="button" onClick={() => onStep(0)} aria-label="To the start" title="Home">
        <span aria-hidden="true">|◀</span>
      </button>
      <button type="button" onClick={() => onStep(step - 1)} aria-label="One step back" title="↑ or k">
        <span aria-hidden="true">◀</span>
      </button>
      <button type="button" onClick={() => onStep(step + 1)} aria-label="One step forth" title="↓ or j">
        <span aria-hidden="true">▶</span>
      </button>
      <button type="button" onClick={() => onStep(count)} aria-label="To the end" title="End">
        <span aria-hidden="true">▶|</span>
      </button>
      <input
        type="range"
        aria-label="Step"
        min={0}
        max={count}
        value={step}
        onInput={({ currentTarget }) => onStep(Number(currentTarget.value))}
      />
      <output>
        {step} of {count}
      </output>
      <FilterControls view={view} filters={filters} onFilters={onFilters} />
      {view.passing === undefined ? undefined : <Toggle label="beside passing" isOn={isBeside} onChange={onBeside} />}
      <Copies view={view} />
    </section>
  );
}

function FilterControls({ filters, onFilters, view }: Pick<ToolbarProps, "filters" | "onFilters" | "view">) {
  const objects = [...new Set(view.failing.steps.flatMap(({ object }) => object ?? []))];
  const set = (change: Partial<Filters>): void => onFilters({ ...filters, ...change });
  return (
    <>
      {view.slice === undefined ? undefined : (
        <Toggle label="leads to the failure" isOn={filters.isSlice} onChange={(isSlice) => set({ isSlice })} />
      )}
      {sharedObjects(view.failing).size === 0 ? undefined : (
        <Toggle label="shared objects" isOn={filters.isShared} onChange={(isShared) => set({ isShared })} />
      )}
      <Toggle label="fold" isOn={filters.isFolded} onChange={(isFolded) => set({ isFolded })} />
      <select
        aria-label="Actor"
        value={filters.lane}
        onChange={({ currentTarget }) => set({ lane: Number(currentTarget.value) })}
      >
        <option value={-1}>all actors</option>
        {view.failing.actors.map(({ label, path }, lane) => (
          <option key={path} value={lane}>
            {label}
          </option>
        ))}
      </select>
      <select
        aria-label="Object"
        value={filters.object}
        onChange={({ currentTarget }) => set({ object: currentTarget.value })}
      >
        <option value="">all objects</option>
        {objects.map((object) => (
          <option key={object} value={object}>
            {object}
          </option>
        ))}
      </select>
      <input
        type="search"
        aria-label="Search"
        placeholder="search"
        value={filters.query}
        onInput={({ currentTarget }) => set({ query: currentTarget.value })}
      />
    </>
  );
}

interface ToggleProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

function Toggle({ isOn, label, onChange }: ToggleProps) {
  return (
    <label class="toggle">
      <input type="checkbox" checked={isOn} onChange={({ currentTarget }) => onChange(currentTarget.checked)} />
      {label}
    </label>
  );
}

function Copies({ view }: Pick<ToolbarProps, "view">) {
  const [copied, setCopied] = useState("");
  const copy = (name: string, text: string) => (): void => {
    void navigator.clipboard.writeText(text).then(
      () => setCopied(`${name} copied`),
      () => setCopied("the browser does not let this page copy"),
    );
  };
  return (
    <span class="copies">
      {view.text === "" ? undefined : (
        <>
          <button type="button" onClick={copy("text", view.text)}>
            copy text
          </button>
          <button type="button" onClick={copy("Mermaid", view.mermaid)}>
            Mermaid
          </button>
        </>
      )}
      <button type="button" onClick={copy("JSON", JSON.stringify(view, undefined, 2))}>
        JSON
      </button>
      {view.command === undefined ? undefined : (
        <button type="button" onClick={copy("command", view.command)}>
          replay command
        </button>
      )}
      <span role="status">{copied}</span>
    </span>
  );
}
