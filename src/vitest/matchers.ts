// `expect(program).toHold()`: an exploration in the middle of a test.

import { UsageError } from "../errors.ts";
import { headline, replayOn } from "../explore/index.ts";
import type { Program } from "../explore/index.ts";
import { nodeHost } from "../host/index.ts";
import { reportLine } from "../report/index.ts";
import { replayWishFrom } from "./environment.ts";
import { exploreFor } from "./exploration.ts";
import type { HoldOptions } from "./exploration.ts";
import { failureOf, replayedFailure } from "./failure.ts";
import { subjectOf } from "./subject.ts";
import type { TestTask } from "./subject.ts";

/** What vitest tells a matcher. */
interface MatcherContext {
  readonly task?: TestTask;
}

/** What a matcher tells vitest. */
interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** Matchers for `expect.extend(heddleMatchers)`. */
export const heddleMatchers: {
  toHold(this: MatcherContext, program: unknown, options?: HoldOptions): Promise<MatcherResult>;
} = {
  /**
   * Explores the program; fails when an execution breaks a rule, and when there is no verdict. Nothing is kept unless
   * `corpus` says where.
   * @throws UsageError (`no-program`, `no-test`) and for wrong options
   */
  async toHold(program, options = {}) {
    if (typeof program !== "function") {
      throw new UsageError("expect(program).toHold() takes a program, an async function.", { code: "no-program" });
    }
    if (this.task === undefined) {
      throw new UsageError("expect(program).toHold() belongs inside a test.", { code: "no-test" });
    }
    const subject = subjectOf(this.task);
    const wish = replayWishFrom();
    if (wish?.program === subject.name) {
      const { checks = [] } = options;
      const execution = await replayOn(nodeHost, program as Program, wish.token, { name: subject.name, checks });
      return resultOf(replayedFailure(execution), "in this execution");
    }
    const explored = await exploreFor(subject, program as Program, { corpus: false, ...options });
    return resultOf(failureOf(explored, subject), reportLine(explored.report));
  },
};

function resultOf(failure: Error | undefined, tried: string): MatcherResult {
  if (failure === undefined) {
    return { pass: true, message: () => `expected the program to fail, but it holds: ${tried}` };
  }
  const cause = failure.cause instanceof Error ? `\n\n${failure.cause.message}` : "";
  return { pass: false, message: () => `expected the program to hold\n\n${headline(failure)}${cause}` };
}
