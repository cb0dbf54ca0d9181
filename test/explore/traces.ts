// The choices of the executions of an exploration, for comparisons.

import { explore } from "heddle";
import type { ExploreOptions, Program, Strategy } from "heddle";

import { strategyFrom } from "../../src/strategy/index.ts";

/** Every choice among operations that an exploration took, execution by execution, as text. */
export async function traces(program: Program, options: ExploreOptions & { strategy: string }): Promise<string[]> {
  const inner = strategyFrom(options.strategy);
  const lines: string[] = [];
  const recording: Strategy = {
    get recipe() {
      return inner.recipe;
    },
    begin(start) {
      lines.push("");
      inner.begin(start);
    },
    choose: (enabled, running) => inner.choose(enabled, running),
    draw: (bound) => inner.draw(bound),
    onEnabled: (operation) => inner.onEnabled?.(operation),
    onStep(operation) {
      lines.push(`${lines.pop() ?? ""} ${operation.rank.join(".")}/${operation.kind}`);
      inner.onStep?.(operation, []);
    },
    end: (decisions) => inner.end?.(decisions),
  };
  await explore(program, { ...options, strategy: recording });
  return lines;
}
