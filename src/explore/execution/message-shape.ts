// The shape of a message: its words without the values in it, which differ between the schedules of one bug.

const VALUE = "*";
/** The part of a message that is looked at, and the length of a shape. */
const MAX_MESSAGE = 400;
const MAX_SHAPE = 200;

/** A text in quotes; an apostrophe within a word is none. */
const QUOTED = /(?<![\p{L}\p{N}])(["'`])(?:(?!\1).)*\1(?![\p{L}\p{N}])/gu;
const WORD = /[^\s"'`()[\]{}<>,;=]+/g;
/** A word that is a value: a path or an address, an id or a number, or a literal. */
const VALUE_WORD = /[/\\\p{N}]|^[-+]?(?:true|false|null|undefined|NaN|Infinity)$/u;
/** The innermost arrays and objects, and pids in angle brackets. */
const BRACKETED = /\[[^[\]{}<>]*\]|\{[^[\]{}<>]*\}|<[^[\]{}<>\s]+>/g;
/** Several values in a row, as in a list. */
const LIST = /\*(?:[\s,;:|=…–-]*\*)+/g;

/**
 * The first line of a message without its values.
 * @param names the names of actors, which are values, too
 */
export function messageShape(message: string, names: readonly string[]): string {
  // The name of the main actor is an ordinary word, and the same in every execution.
  const values = new Set(names.filter((name) => name !== "main"));
  let shape = (message.trim().split("\n")[0] ?? "").slice(0, MAX_MESSAGE).replaceAll(QUOTED, VALUE);
  shape = shape.replaceAll(WORD, (word) => {
    const [text = "", end = ""] = word.split(/(?=[.:!?]+$)/);
    return VALUE_WORD.test(text) || values.has(text) ? `${VALUE}${end}` : word;
  });
  for (let before = ""; before !== shape;) {
    before = shape;
    shape = shape.replaceAll(BRACKETED, VALUE);
  }
  return shape.replaceAll(LIST, VALUE).slice(0, MAX_SHAPE).trim();
}

/** The path of an actor without the numbers of actors that are alike. */
export function pathShape(path: string): string {
  return path.replaceAll(/-?\d+/g, "");
}
