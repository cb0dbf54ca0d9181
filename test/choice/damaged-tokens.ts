// Damaged tokens: whatever somebody pastes is a token, or an error that says what is wrong with it.

import { hashText, NO_FAULTS, parseToken, printToken } from "../../src/choice/index.ts";
import { mulberry } from "./mulberry.ts";
import type { Token } from "../../src/choice/index.ts";
import { UsageError } from "../../src/errors.ts";

const SEEDS: readonly string[] = [
  printToken({
    program: "lost update",
    settings: { signals: "pairwise", time: "competing", maxSteps: 10_000, faults: { ...NO_FAULTS, kill: 2, drop: 1 } },
    fingerprint: { failure: 0x123456, trace: 0x789abc },
    recording: { kind: "seed", strategy: "pct-3-57", seed: "ci\ud83d", index: 17 },
  }),
  printToken({
    program: "räder\ud83d\ude00",
    settings: { signals: "instant", time: "lazy", maxSteps: 3, faults: NO_FAULTS, entropy: "choice" },
    fingerprint: { failure: 1, trace: 2 },
    recording: {
      kind: "plan",
      deviations: [
        { decision: 3, alternative: 1, label: 0xabcd },
        { decision: 300, alternative: 200, label: 1 },
      ],
      entropy: 77,
    },
  }),
];

/** What a mutation puts in: what separates, what encodes, what is not ASCII. */
const PIECES = [
  "",
  ":",
  "%",
  "%u",
  "%ud83d",
  "-",
  "_",
  "0",
  "zzzzzzzzzzzzzzzzzz",
  "\ud83d",
  "\u001b[31m",
  "\n",
  "E",
  "A",
  "h2:",
  "NaN",
  "1e9",
];

/** The errors of mutated tokens, by code; the tokens that gave anything else than a token or a `UsageError`. */
export function mutateTokens(
  count: number,
  seed: number,
): { readonly codes: ReadonlyMap<string, number>; readonly wrong: readonly string[] } {
  const below = mulberry(seed);
  const codes = new Map<string, number>();
  const wrong: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const text = mutated(SEEDS[below(SEEDS.length)] ?? "", below);
    const code = codeOf(text);
    if (code === undefined) wrong.push(text);
    else codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  return { codes, wrong };
}

function mutated(token: string, below: (bound: number) => number): string {
  let body = token.slice(0, token.lastIndexOf(":"));
  for (let times = 1 + below(3); times > 0; times -= 1) {
    const at = below(body.length + 1);
    body = body.slice(0, at) + (PIECES[below(PIECES.length)] ?? "") + body.slice(at + below(4));
  }
  // Most of them with a checksum that fits: what it does not catch is what is tested.
  return below(10) === 0 ? `${body}:AAAA` : `${body}:${checksum(body)}`;
}

function checksum(body: string): string {
  const value = hashText(body) >>> 8;
  return Buffer.from([(value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff]).toString("base64url");
}

/** `undefined` for an error that is none of heddle's, and for a token that is not printed as it was read. */
function codeOf(text: string): string | undefined {
  let token: Token;
  try {
    token = parseToken(text);
  } catch (error) {
    return error instanceof UsageError ? error.code : undefined;
  }
  return JSON.stringify(parseToken(printToken(token))) === JSON.stringify(token) ? "none" : undefined;
}
