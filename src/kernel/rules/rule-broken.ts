// The error of a rule that does not hold. Its stack is that of the rule's declaration, so that all failures of one rule
// are one bug, whichever actor's step broke it.

/** A rule with its declaration site. */
export interface RuleText {
  /** For example `always`. */
  readonly kind: string;
  /** The description that the program gave; kind and text identify the rule. */
  readonly text: string;
  /** An error created where the rule was declared. */
  readonly site: Error;
}

/** Details of the failure besides the rule. */
export interface RuleFailure {
  /** Additional lines for the message. Default: none. */
  readonly detail?: string;
  /** The error that a predicate threw. Absent if it returned false. */
  readonly cause?: unknown;
  /** Whether the execution ran out of steps. Default false. */
  readonly isOverdue?: boolean;
}

/** A rule that does not hold. The first line of its message is the rule, for example `always: one row for each key`. */
export class RuleBroken extends Error {
  override readonly name: string = "RuleBroken";
  /** The kind and the text of the rule. */
  readonly rule: string;
  /** Whether the execution ran out of steps before the rule was fulfilled. */
  readonly isOverdue: boolean;

  /** @param rule the kind of the rule and its text */
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
