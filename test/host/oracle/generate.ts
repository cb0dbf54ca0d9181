// Generates programs: the same for the same number.

import { generatorFrom } from "../../../src/choice/index.ts";
import type { Generator } from "../../../src/choice/index.ts";
import type { Callback, Kind } from "./program.ts";

const TURNS: readonly Kind[] = ["timeout", "timeout", "timeout", "promised-timeout", "immediate", "promised-immediate"];
const ALL: readonly Kind[] = [...TURNS, "abort-timeout", "tick", "microtask", "once", "on", "stream", "abort"];

/** The `index`th program: up to seven callbacks, nested up to three deep. */
export function generateProgram(index: number): readonly Callback[] {
  const generator = generatorFrom(46_000 + index);
  let left = 4 + generator.below(4);
  const labels: string[] = [];
  const callbacks = (depth: number): readonly Callback[] => {
    const count = Math.min(left, depth === 0 ? 2 + generator.below(3) : generator.below(3));
    left -= count;
    return Array.from({ length: count }, () => callback(generator, labels, depth)).map((one) =>
      depth < 2 ? { ...one, next: callbacks(depth + 1) } : one,
    );
  };
  return callbacks(0);
}

function callback(generator: Generator, labels: string[], depth: number): Callback {
  const kinds = depth === 0 ? TURNS : ALL;
  const kind = kinds[generator.below(kinds.length)] ?? "timeout";
  const label = `${kind}-${labels.length + 1}`;
  const earlier = labels.filter((other) => other.startsWith("timeout"));
  const clears =
    depth > 0 && generator.below(5) === 0 ? earlier[generator.below(Math.max(1, earlier.length))] : undefined;
  labels.push(label);
  return { kind, label, delay: 1 + generator.below(3), next: [], clears };
}
