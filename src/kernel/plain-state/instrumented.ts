// Which functions are instrumented: their text has a name in it that only the transform writes.

const known = new WeakMap<object, boolean>();

/** Whether a function records what it touches itself. */
export function isInstrumented(code: object): boolean {
  const before = known.get(code);
  if (before !== undefined) return before;
  const isIt = typeof code === "function" && Function.prototype.toString.call(code).includes("__heddle");
  known.set(code, isIt);
  return isIt;
}

/** Whether a function is of the language, or of its surroundings, or bound. */
export function isNative(code: object): boolean {
  return Function.prototype.toString.call(code).endsWith("{ [native code] }");
}
