// What proofs and classes rest on, as text.

import type { Basis, InstrumentedBasis, Report } from "../../explore/index.ts";

/** What the classes of explorations rest on; else how code was instrumented. In one line; empty if there is neither. */
export function basisLine(reports: readonly Report[]): string {
  const told = reports.filter(
    ({ executions, isVacuous, verdict }) => verdict === "passed" && executions > 0 && !isVacuous,
  );
  if (told.length === 0) return instrumentationLine(reports);
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
  const foreign = distinct(bases.flatMap(({ instrumented: code }) => (code === undefined ? [] : foreignTexts(code))));
  const hasSeveral = isSampled && bases.some(({ faults }) => faults === "several");
  const faults = hasSeveral ? ["not every order of faults of several kinds"] : [];
  const plain = states.length === 0 ? looked : states.join(", ");
  const state = `state in heddle's objects (${plain})`;
  return [state, ...instrumented, ...foreign, ...draws, ...times, ...signals, ...faults].join(", ");
}

/** How code was instrumented, in one line; empty if none was. */
export function instrumentationLine(reports: readonly Pick<Report, "basis">[]): string {
  const texts = reports.flatMap(({ basis }) =>
    basis.instrumented === undefined
      ? []
      : [
          `${instrumentedText(basis)}, ${[plainText(basis.instrumented.state), ...foreignTexts(basis.instrumented)].join(", ")}`,
        ],
  );
  return texts.length === 0 ? "" : `instrumented: ${distinct(texts).join("; ")}`;
}

function plainText(state: InstrumentedBasis["state"]): string {
  return `plain variables of instrumented code ${state === "tracked" ? "tracked" : "as one"}`;
}

function instrumentedText({ instrumented }: Basis): string | undefined {
  if (instrumented === undefined) return undefined;
  const { awaitCounts, awaits, files } = instrumented;
  if (awaits === "faithful") return faithfulText(countsByPlace(files, awaitCounts));
  const packages = distinct(files.flatMap((file) => PACKAGE.exec(file)?.[1] ?? []));
  const [first, ...others] = files.filter((file) => !PACKAGE.test(file));
  const more = others.length === 0 ? "" : ` and ${others.length} more ${others.length === 1 ? "file" : "files"}`;
  const places = [
    ...(first === undefined ? [] : [`${first}${more}`]),
    ...(packages.length === 0 ? [] : [`the ${packages.length === 1 ? "package" : "packages"} ${packages.join(", ")}`]),
  ].join(" and of ");
  return `relaxed awaits in ${places}`;
}

/** Files are named up to this number, the first ones and those with the most awaits. */
const MOST_PLACES = 3;

/** Awaits by file, and by package. */
function countsByPlace(files: readonly string[], counts: readonly number[]): readonly (readonly [string, number])[] {
  const sums = new Map<string, number>();
  for (const [index, file] of files.entries()) {
    const name = PACKAGE.exec(file)?.[1];
    const place = name === undefined ? file : `the package ${name}`;
    sums.set(place, (sums.get(place) ?? 0) + (counts[index] ?? 0));
  }
  return [...sums].filter(([, count]) => count > 0).toSorted(([, one], [, other]) => other - one);
}

function faithfulText(places: readonly (readonly [string, number])[]): string {
  const named = places.slice(0, MOST_PLACES).map(([place, count]) => `${count} in ${place}`);
  const rest = places.slice(MOST_PLACES);
  const more = rest.reduce((sum, [, count]) => sum + count, 0);
  const all = rest.length === 0 ? named : [...named, `${more} in ${rest.length} more`];
  const isOne = places.length === 1 && places[0]?.[1] === 1;
  const [are, points] = isOne ? ["was", "scheduling point"] : ["were", "scheduling points"];
  return `faithful awaits: ${all.length === 0 ? "0" : all.join(", ")} ${are} no ${points}`;
}

/** Code that takes part without being instrumented. */
function foreignTexts({ foreignFiles }: InstrumentedBasis): readonly string[] {
  if (foreignFiles.length === 0) return [];
  const [first, ...others] = foreignFiles;
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  return [`promises of code that is not instrumented: ${first}${more}`];
}

/** The package to which a file belongs. */
const PACKAGE = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/;

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
