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
  const plain = states.length === 0 ? looked : states.join(", ");
  return [`state in heddle's objects (${plain})`, ...instrumented, ...draws, ...times, ...signals].join(", ");
}

/** How code was instrumented, in one line; empty if none was. */
export function instrumentationLine(reports: readonly Pick<Report, "basis">[]): string {
  const texts = reports.flatMap(({ basis }) =>
    basis.instrumented === undefined ? [] : [`${instrumentedText(basis)}, ${plainText(basis.instrumented.state)}`],
  );
  return texts.length === 0 ? "" : `instrumented: ${distinct(texts).join("; ")}`;
}

function plainText(state: InstrumentedBasis["state"]): string {
  return `plain variables of instrumented code ${state === "tracked" ? "tracked" : "as one"}`;
}

function instrumentedText({ instrumented }: Basis): string | undefined {
  if (instrumented === undefined) return undefined;
  const { awaitCount, awaits, files } = instrumented;
  const packages = distinct(files.flatMap((file) => PACKAGE.exec(file)?.[1] ?? []));
  const [first, ...others] = files.filter((file) => !PACKAGE.test(file));
  const more = others.length === 0 ? "" : ` and ${others.length} more ${others.length === 1 ? "file" : "files"}`;
  const places = [
    ...(first === undefined ? [] : [`${first}${more}`]),
    ...(packages.length === 0 ? [] : [`the ${packages.length === 1 ? "package" : "packages"} ${packages.join(", ")}`]),
  ].join(" and of ");
  if (awaits === "relaxed") return `relaxed awaits in ${places}`;
  const [are, points] = awaitCount === 1 ? ["was", "scheduling point"] : ["were", "scheduling points"];
  return `faithful awaits: ${awaitCount} in ${places} ${are} no ${points}`;
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
