// Probabilities as text.

import type { Report } from "../../explore/index.ts";

/** A fraction as a percentage, for example `1.3 %`: two digits, and whole numbers from 10 on. */
export function percent(part: number): string {
  return `${digits(part)} %`;
}

/** The probability that one more execution shows a new class, with its standard error: `1.3 ± 0.25 %`. */
export function unseenText(estimate: Pick<Report, "newClassProbability" | "newClassProbabilityError">): string {
  return `${digits(estimate.newClassProbability)} ± ${digits(estimate.newClassProbabilityError)} %`;
}

function digits(part: number): string {
  const value = part * 100;
  return String(value === 0 || value >= 10 ? Math.round(value) : Number(value.toPrecision(2)));
}
