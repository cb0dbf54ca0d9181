// What proofs and classes rest on, as text.

import type { Basis, InstrumentedBasis, Report } from "../../explore/index.ts";

/** What the classes of explorations rest on, in one line; empty if there is nothing to say about classes. */
export function basisLine(reports: readonly Report[]): string {
  const told = reports.filter(
    ({ executions, isVacuous, verdict }) => verdict === "passed" && executions > 0 && !isVacuous,
  );
  if (told.length === 0) return "";
  const proofs = told.flatMap(({ proof }) => proof ?? []);
  const subject = proofs.length === told.length ? "the proof rests on" : "classes rest on";
  return `${subject}: ${basisText(
    told.map(({ basis }) => basis),
    proofs.some(({ samples }) => samples > 0),
  )}`;
}

/**
 * What explorations rest on.
 * @param isSampled whether executions in other orders were sampled
 */
function basisText(bases: readonly Basis[], isSampled: boolean): string {
  const times = distinct(bases.map(({ time }) => `${time} time`));
  const signals = distinct(bases.map((each) => `${each.signals} signals`));
  const draws = distinct(bases.flatMap((each) => drawsText(each) ?? []));
  const looked = isSampled ? "plain variables were looked at in samples only" : "plain variables were not looked at";
  const instrumented = distinct(bases.flatMap((each) => instrumentedText(each) ?? []));
  const states = distinct(bases.flatMap(({ instrumented: code }) => (code === undefined ? [] : plainText(code.state))));
  const plain = states.length === 0 ? looked : states.join(", ");
  return [`state in heddle's objects (${plain})`, ...instrumented, ...draws, ...times, ...signals].join(", ");
}

function plainText(state: InstrumentedBasis["state"]): string {
  return `plain variables of instrumented code ${state === "tracked" ? "tracked" : "as one"}`;
}

function instrumentedText({ instrumented }: Basis): string | undefined {
  if (instrumented === undefined) return undefined;
  const { awaits, files } = instrumented;
  const [first = "", ...others] = files;
  const more = others.length === 0 ? "" : ` and ${others.length} more ${others.length === 1 ? "file" : "files"}`;
  return `${awaits} awaits in ${first}${more}`;
}

function drawsText({ draws }: Basis): string | undefined {
  switch (draws) {
    case "none":
      return undefined;
    case "choices":
      return "few values of each draw of Math.random";
    case "fixed":
      return "one draw of Math.random and the like, by the seed";
    case "seeded":
      return "draws of Math.random and the like by the seed, new in each execution";
  }
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
