// A schedule as a list of deviations from the default schedule. The default schedule continues the running task while
// it is enabled, otherwise takes the lowest enabled task, delivers signals once tasks have stopped, fires no timer
// early, injects no fault and draws 0. Most counterexamples are a handful of deviations.

import { UsageError } from "../errors.ts";

/** One choice that differs from the default. */
export interface Deviation {
  /** The index of the decision, counted from 0 over the decisions that had at least two alternatives. */
  readonly decision: number;
  /** The index of the chosen alternative in the canonical order; for a drawn value, the value. */
  readonly alternative: number;
  /** 16 bits of the label of the chosen alternative, so that a replay detects that the program changed. */
  readonly label: number;
}

/** Encodes deviations as base64url: for each, the distance to the previous one, the alternative, the label. */
export function encodeDeviations(deviations: readonly Deviation[]): string {
  const bytes: number[] = [];
  let previous = 0;
  for (const { decision, alternative, label } of deviations) {
    pushVarint(bytes, decision - previous);
    pushVarint(bytes, alternative);
    bytes.push((label >>> 8) & 0xff, label & 0xff);
    previous = decision;
  }
  return Buffer.from(bytes).toString("base64url");
}

/**
 * Decodes the output of `encodeDeviations`.
 * @throws UsageError (`damaged-token`) when the text ends inside a deviation, or is not what `encodeDeviations` writes
 */
export function decodeDeviations(text: string): readonly Deviation[] {
  // Buffer.from ignores what is not base64url.
  if (!/^[\w-]*$/.test(text)) throw damaged("has characters that it cannot have");
  const bytes = Buffer.from(text, "base64url");
  const deviations: Deviation[] = [];
  const cursor = { at: 0 };
  let decision = 0;
  while (cursor.at < bytes.length) {
    const distance = readVarint(bytes, cursor);
    if (distance === 0 && deviations.length > 0) throw damaged("names a decision twice");
    decision += distance;
    const alternative = readVarint(bytes, cursor);
    const label = (readByte(bytes, cursor) << 8) | readByte(bytes, cursor);
    deviations.push({ decision, alternative, label });
  }
  return deviations;
}

/** More than the choices of an execution, and than the alternatives of one. */
const MAX_NUMBER = 0xffff_ffff;

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
}

function readVarint(bytes: Buffer, cursor: { at: number }): number {
  let value = 0;
  for (let scale = 1; ; scale *= 0x80) {
    const byte = readByte(bytes, cursor);
    value += (byte & 0x7f) * scale;
    if (value > MAX_NUMBER) throw damaged("has a number that is too large");
    if (byte < 0x80) return value;
  }
}

function readByte(bytes: Buffer, cursor: { at: number }): number {
  const byte = bytes[cursor.at];
  if (byte === undefined) throw damaged("ends in the middle of a choice");
  cursor.at += 1;
  return byte;
}

function damaged(what: string): UsageError {
  return new UsageError(`The schedule in the token ${what}. Copy the whole line again.`, { code: "damaged-token" });
}
