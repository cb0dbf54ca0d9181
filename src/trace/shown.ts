// Text of values in which the paths of actors are separate parts, so that reports can show them by short names.

/** A part of a text: characters, or the path of an `actor`, which reports shorten. */
export type ShownPart = string | { readonly actor: string };

/** A text in parts. */
export type Shown = readonly ShownPart[];

/** The text with the full paths of actors, for example `{ pid: <main/owner> }`. */
export function plainText(shown: Shown): string {
  return shown.map((part) => (typeof part === "string" ? part : `<${part.actor}>`)).join("");
}

/** The text with the short names of actors, for example `{ pid: owner }`. */
export function labeledText(shown: Shown, labels: ReadonlyMap<string, string>): string {
  return shown
    .map((part) => (typeof part === "string" ? part : (labels.get(part.actor) ?? `<${part.actor}>`)))
    .join("");
}

/** Joins texts with a separator. */
export function joinShown(texts: readonly Shown[], separator: string): Shown {
  return texts.flatMap((text, index) => (index === 0 ? text : [separator, ...text]));
}
