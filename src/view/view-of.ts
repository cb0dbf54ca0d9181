// Runs what a viewer shows: the execution with its states, the explanation, and the nearest execution that passes.

import { recordOn, shrinkOn } from "../explore/index.ts";
import type { Counterexample, Host, RecordedExecution, ReplayOptions, Subject } from "../explore/index.ts";
import { ReplayDivergence, UncontrolledNondeterminism, UsageError } from "../errors.ts";
import type { ViewDocument } from "./document.ts";
import { viewDocument } from "./view-document.ts";
import type { ViewInput } from "./view-document.ts";

/** What is viewed. */
export interface ViewRequest extends Omit<ViewInput, "counterexample" | "passing" | "recorded" | "token"> {
  /** The token, or the counterexample if it is there. */
  readonly recorded: string | Counterexample;
  /** The options of a replay. */
  readonly replay: Pick<ReplayOptions, "checks" | "corpus" | "name" | "reset">;
}

/**
 * The document of an execution. A failing one is shrunk and explained first. If the program has changed, it is the
 * execution that the token leads to now, and the document says where it differs.
 * @throws UsageError for a token that is damaged, of another version or of another program
 */
export async function viewOf(host: Host, subject: Subject, request: ViewRequest): Promise<ViewDocument> {
  const { recorded, replay, ...rest } = request;
  const { corpus, ...options } = replay;
  const given = typeof recorded === "string" ? await explained(host, subject, { recorded, options }) : recorded;
  const token = given?.token ?? (recorded as string);
  const again = { ...options, continue: true, ...(corpus === undefined ? {} : { corpus }) };
  const execution = await recordOn(host, subject, token, again);
  const pair = given?.explanation?.criticalPairs.find(({ reversed }) => reversed === undefined);
  const passing =
    pair === undefined ? undefined : await passingOf(host, subject, { token: pair.reversedToken, options });
  return viewDocument({ ...rest, token, recorded: execution, counterexample: given, passing });
}

type Options = Pick<ReplayOptions, "checks" | "name" | "reset">;

/** The counterexample of a token; `undefined` if it does not fail, or not as it did. */
async function explained(
  host: Host,
  subject: Subject,
  { options, recorded }: { readonly recorded: string; readonly options: Options },
): Promise<Counterexample | undefined> {
  try {
    return await shrinkOn(host, subject, recorded, options);
  } catch (error) {
    if (error instanceof ReplayDivergence || error instanceof UncontrolledNondeterminism) return undefined;
    if (error instanceof UsageError && error.code === "nothing-to-shrink") return undefined;
    throw error;
  }
}

/** The execution in the other order; `undefined` if it cannot be repeated. */
async function passingOf(
  host: Host,
  subject: Subject,
  { options, token }: { readonly token: string; readonly options: Options },
): Promise<RecordedExecution | undefined> {
  const recorded = await recordOn(host, subject, token, { ...options, continue: true });
  return recorded.execution.isSame ? recorded : undefined;
}
