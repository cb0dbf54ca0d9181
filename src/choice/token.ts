// A token: one line of text without spaces that identifies an execution to replay. Versioned and checksummed; fields
// are separated by colons, and every character is safe in a shell.
//
//   h2:<program>:seed:<strategy>:<seed>:<index>:<settings>:<fingerprint>:<checksum>
//   h2:<program>:plan:<deviations>:<entropy>:<settings>:<fingerprint>:<checksum>

import { UsageError } from "../errors.ts";
import { parseBudgets, printBudgets } from "./fault-budgets.ts";
import type { FaultBudgets } from "./fault-budgets.ts";
import { hashText } from "./hash.ts";
import { decodeDeviations, encodeDeviations } from "./schedule.ts";
import type { Deviation } from "./schedule.ts";

/** The version of the token format and of the meaning of seeds; both change only with a major release. */
const TOKEN_VERSION = 2;

/** The settings of an execution that determine which choices it has. */
export interface Settings {
  /** Whether signals are delivered in separate steps or as they are sent. */
  readonly signals: "pairwise" | "instant";
  /** Whether timers compete with tasks or fire only when none is enabled. */
  readonly time: "competing" | "lazy";
  /** Steps after which the execution is abandoned. */
  readonly maxSteps: number;
  /** The maximum number of faults of each kind. */
  readonly faults: FaultBudgets;
  /** Set if each draw of `Math.random` is a choice. Default: they are drawn by the seed. */
  readonly entropy?: "choice";
  /** Set if operations that nobody awaits are told. Default: they fail the execution. */
  readonly unawaited?: "note";
  /** Set if each actor is a process with timers of its own. Default: each node is one. */
  readonly clocks?: "own";
  /** Set if the awaits of instrumented code are no scheduling points. Default: they are. */
  readonly awaits?: "faithful";
}

/** The expected result of the replay: 24 bits of the failure's signature and 24 bits of the trace. */
export interface Fingerprint {
  readonly failure: number;
  readonly trace: number;
}

/** The choices of the recorded execution: a seed to draw them from, or the deviations themselves. */
export type Recording =
  | { readonly kind: "seed"; readonly strategy: string; readonly seed: string; readonly index: number }
  | { readonly kind: "plan"; readonly deviations: readonly Deviation[]; readonly entropy: number };

/** One execution to replay. */
export interface Token {
  readonly program: string;
  readonly recording: Recording;
  readonly settings: Settings;
  readonly fingerprint: Fingerprint;
}

/** Prints a token as one line. */
export function printToken(token: Token): string {
  const { recording } = token;
  const how =
    recording.kind === "seed"
      ? ["seed", escape(recording.strategy), escape(recording.seed), String(recording.index)]
      : ["plan", encodeDeviations(recording.deviations), recording.entropy.toString(36)];
  const body = [
    `h${TOKEN_VERSION}`,
    escape(token.program),
    ...how,
    printSettings(token.settings),
    print24(token.fingerprint.failure) + print24(token.fingerprint.trace),
  ].join(":");
  return `${body}:${checksum(body)}`;
}

/**
 * Parses a token.
 * @throws UsageError (`empty-token`, `not-a-token`, `token-version`, `damaged-token`)
 */
export function parseToken(text: string): Token {
  const line = text.trim();
  if (line === "") {
    throw new UsageError("The token is empty. Copy the whole line that starts with h2: from the report.", {
      code: "empty-token",
    });
  }
  const version = /^h(\d+):/.exec(line)?.[1];
  if (version === undefined) {
    throw new UsageError(`"${shorten(line)}" is not a token: a token starts with h${TOKEN_VERSION}:.`, {
      code: "not-a-token",
    });
  }
  if (Number(version) !== TOKEN_VERSION) {
    throw new UsageError(
      `The token has version ${version}, but this release of heddle reads version ${TOKEN_VERSION}. ` +
        "Replay it with the release that printed it, or explore again.",
      { code: "token-version" },
    );
  }
  const end = line.lastIndexOf(":");
  const body = line.slice(0, end);
  if (checksum(body) !== line.slice(end + 1)) throw damaged("its checksum does not match");
  return parseBody(body.split(":"));
}

function parseBody(fields: readonly string[]): Token {
  const [, program, kind, ...rest] = fields;
  const isSeed = kind === "seed" && rest.length === 5;
  const isPlan = kind === "plan" && rest.length === 4;
  if (program === undefined || (!isSeed && !isPlan)) throw damaged("fields are missing or unexpected");
  const [settings = "", fingerprint = ""] = rest.slice(-2);
  const [first = "", second = "", third = ""] = rest;
  const recording: Recording = isSeed
    ? { kind: "seed", strategy: unescape(first), seed: unescape(second), index: wholeNumber(third, 10) }
    : { kind: "plan", deviations: decodeDeviations(first), entropy: wholeNumber(second, 36) };
  if (!/^[\w-]{8}$/.test(fingerprint)) throw damaged("its fingerprint cannot be read");
  return {
    program: unescape(program),
    recording,
    settings: parseSettings(settings),
    fingerprint: { failure: parse24(fingerprint.slice(0, 4)), trace: parse24(fingerprint.slice(4)) },
  };
}

/** A whole number as `printToken` writes it. */
function wholeNumber(text: string, radix: number): number {
  const value = Number.parseInt(text, radix);
  if (!Number.isSafeInteger(value) || value < 0 || value.toString(radix) !== text) {
    throw damaged(`"${shorten(text)}" is not a number`);
  }
  return value;
}

function printSettings({ awaits, clocks, entropy, signals, time, maxSteps, faults, unawaited }: Settings): string {
  const modes = (signals === "pairwise" ? "p" : "i") + (time === "competing" ? "c" : "l");
  const marks =
    (entropy === "choice" ? "E" : "") +
    (unawaited === "note" ? "U" : "") +
    (awaits === "faithful" ? "F" : "") +
    (clocks === "own" ? "O" : "");
  return `${modes}${marks}${maxSteps.toString(36)}${printBudgets(faults)}`;
}

function parseSettings(text: string): Settings {
  const match = /^([pi])([cl])(E?)(U?)(F?)(O?)([0-9a-z]+)((?:-[a-z][0-9a-z]+)*)$/.exec(text);
  const faults = parseBudgets(match?.[8] ?? "");
  if (match === null || faults === undefined) throw damaged("its settings cannot be parsed");
  return {
    signals: match[1] === "p" ? "pairwise" : "instant",
    time: match[2] === "c" ? "competing" : "lazy",
    maxSteps: wholeNumber(match[7] ?? "", 36),
    faults,
    ...(match[3] === "E" ? { entropy: "choice" } : {}),
    ...(match[4] === "U" ? { unawaited: "note" } : {}),
    ...(match[5] === "F" ? { awaits: "faithful" } : {}),
    ...(match[6] === "O" ? { clocks: "own" } : {}),
  };
}

function damaged(why: string): UsageError {
  return new UsageError(`The token is damaged or cut short: ${why}. Copy the whole line again.`, {
    code: "damaged-token",
  });
}

function checksum(body: string): string {
  return print24(hashText(body) >>> 8);
}

/** 24 bits as four characters of base64url. */
function print24(value: number): string {
  return Buffer.from([(value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff]).toString("base64url");
}

function parse24(text: string): number {
  return Buffer.from(text, "base64url").readUIntBE(0, 3);
}

/**
 * Percent-encodes field separators and characters that are special in a shell. Half of a surrogate pair, which is no
 * character and has no encoding, is written as `%u` and its number.
 */
function escape(text: string): string {
  return text
    .split(LONE_SURROGATE)
    .map((part, index) => (index % 2 === 0 ? escapeCharacters(part) : `%u${part.charCodeAt(0).toString(16)}`))
    .join("");
}

function escapeCharacters(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function unescape(text: string): string {
  try {
    return text
      .split(/%u([0-9a-f]{4})/)
      .map((part, index) =>
        index % 2 === 0 ? decodeURIComponent(part) : String.fromCharCode(Number.parseInt(part, 16)),
      )
      .join("");
  } catch {
    throw damaged(`"${shorten(text)}" is not encoded as a text`);
  }
}

/** Captured, so that `split` returns what it splits by. */
const LONE_SURROGATE = /(\p{Surrogate})/u;

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
