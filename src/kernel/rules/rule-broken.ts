// A rule that does not hold, as an error. Its place is where the rule was laid down, so that all failures of one rule are
// one bug, whoever's step it was.

/** A rule with its place. */
export interface RuleText {
  /** For example `always`. */
  readonly kind: string;
  /** In the words of whoever laid it down; with the kind it tells the rule from others. */
  readonly text: string;
  /** An error made where it was laid down. */
  readonly site: Error;
}

/** What can be said of the failure besides the rule. */
export interface RuleFailure {
  /** More lines for the message. Default: none. */
  readonly detail?: string;
  /** What a predicate threw. */
  readonly cause?: unknown;
  /** Whether the execution ran out of steps. Default false. */
  readonly isOverdue?: boolean;
}

/** A rule that does not hold. The first line of its message is the rule, for example `always: one row for each key`. */
export class RuleBroken extends Error {
  override readonly name: string = "RuleBroken";
  /** The kind and the text of the rule. */
  readonly rule: string;
  /** Whether the execution ran out of steps before what was due had come. */
  readonly isOverdue: boolean;

  /** @internal */
  constructor(rule: RuleText, failure: RuleFailure) {
    const { cause, detail, isOverdue = false } = failure;
    const title = `${rule.kind}: ${rule.text}`;
    super(detail === undefined ? title : `${title}\n${detail}`, cause === undefined ? undefined : { cause });
    this.rule = title;
    this.isOverdue = isOverdue;
    this.stack = `RuleBroken: ${this.message}\n${framesOf(rule.site)}`;
  }
}

function framesOf({ stack = "" }: Error): string {
  return stack
    .split("\n")
    .filter((line) => line.startsWith("    at "))
    .join("\n");
}
