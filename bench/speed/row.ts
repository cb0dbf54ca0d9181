// A row of the table and the format of its figures.

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  /** Empty where there is no limit. */
  readonly target: string;
  readonly isMet: boolean;
}

/** The number of rounds; the environment may set fewer. */
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
