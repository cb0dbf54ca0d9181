// The progress line of an exploration on a terminal.

import { Presets, SingleBar } from "cli-progress";

import type { Progress } from "../../explore/index.ts";

/** The resolution of the progress bar. */
const RESOLUTION = 1_000;

/** Shows the progress of one exploration at a time. */
export interface ProgressLine {
  begin(scenario: string, timeLimitMs: number | undefined): void;
  show(progress: Progress): void;
  end(): void;
}

const SILENT: ProgressLine = { begin: () => undefined, show: () => undefined, end: () => undefined };

/** Creates a progress line on standard error. It shows nothing if that is no terminal. */
export function createProgressLine(): ProgressLine {
  if (!process.stderr.isTTY) return SILENT;
  let bar: SingleBar | undefined;
  let budget: number | undefined;
  return {
    begin(scenario, timeLimitMs) {
      budget = timeLimitMs;
      bar = new SingleBar(
        {
          format: "{scenario} [{bar}] {executions} executions, {rate}/s, {left}",
          stream: process.stderr,
          clearOnComplete: true,
          hideCursor: true,
          barsize: 20,
          gracefulExit: false,
        },
        Presets.rect,
      );
      bar.start(RESOLUTION, 0, { scenario, executions: 0, rate: "-", left: "-" });
    },
    show({ elapsedMs, executions, planned, reruns }) {
      const done = Math.min(1, Math.max(executions / planned, budget === undefined ? 0 : elapsedMs / budget));
      const time = done === 0 ? "-" : `${Math.ceil(((elapsedMs / done) * (1 - done)) / 1_000)} s`;
      const left = reruns > 0 ? `shrinking a failure: ${reruns} re-runs` : `${time} left`;
      const rate = Math.round((executions / Math.max(elapsedMs, 1)) * 1_000).toLocaleString("en-US");
      bar?.update(Math.round(done * RESOLUTION), { executions: executions.toLocaleString("en-US"), rate, left });
    },
    end() {
      bar?.stop();
      bar = undefined;
    },
  };
}
