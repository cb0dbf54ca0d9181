// What a program throws can be anything, also something that cannot be read: a proxy, an error with a getter that throws.

/** The error of a counterexample if what the program threw cannot be read: its name, its message or its text. */
export class UnreadableError extends Error {
  override readonly name: string = "UnreadableError";
  /** The value itself. */
  readonly thrown: unknown;

  /** @param why what happened when it was looked at */
  constructor(thrown: unknown, why: string) {
    super(
      `The program threw ${typeof thrown === "function" ? "a function" : "an object"} that cannot be read: ${why}.`,
    );
    this.thrown = thrown;
  }
}

/** A thrown value, or an error that stands for it if it cannot be read. */
export function readable(thrown: unknown): unknown {
  if ((typeof thrown !== "object" && typeof thrown !== "function") || thrown === null) return thrown;
  try {
    if (thrown instanceof Error) {
      const why = whatIsNoText(thrown);
      return why === undefined ? thrown : new UnreadableError(thrown, why);
    }
    // oxlint-disable-next-line typescript/no-base-to-string -- whether it has a text is what is tried
    String(thrown);
    return thrown;
  } catch (error) {
    return new UnreadableError(thrown, textOf(error));
  }
}

/** Reads all that is shown of an error. */
function whatIsNoText(error: Error): string | undefined {
  const { cause, message, name, stack } = error as { readonly [key in keyof Error]?: unknown };
  if (typeof message !== "string") return "its message is not a text";
  if (typeof name !== "string") return "its name is not a text";
  if (stack !== undefined && typeof stack !== "string") return "its stack is not a text";
  void cause;
  return undefined;
}

function textOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error);
  } catch {
    return "reading it throws something that cannot be read either";
  }
}
