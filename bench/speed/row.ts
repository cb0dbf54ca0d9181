// A row of the table and how its figures are written.

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  /** Empty where nothing is promised. */
  readonly target: string;
  readonly isMet: boolean;
}

/** Rounds of a race; the environment may ask for fewer. */
export const ROUNDS: number = Number(process.env["ROUNDS"] ?? 15);

export function ns(value: number): string {
  return `${value.toFixed(0)} ns`;
}

export function times(value: number): string {
  return `${value.toFixed(2)} ×`;
}

export function perSecond(nanoseconds: number): string {
  return `${rate(1e9 / nanoseconds)} executions/s`;
}

/** Three significant digits. */
export function rate(perSecondExactly: number): string {
  return Number(perSecondExactly.toPrecision(3)).toLocaleString("en");
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
