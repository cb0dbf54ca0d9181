// Values in a trace, made readable: actors by their short names, tagged objects by their tag.

/**
 * A step's detail for people: `<main/worker>` becomes `worker`, and `{ kind: 'register', key: 'db' }` becomes
 * `register { key: 'db' }`. The reference of a monitor goes: the actor that it watches stands beside it.
 */
export function shownValue(detail: string, labels: ReadonlyMap<string, string>): string {
  return detail
    .replaceAll(/<([^<>\s]+)>/g, (whole, path: string) => labels.get(path) ?? whole)
    .replaceAll(/\bmonitor of ([^\s,\]}]+)/g, (_, path: string) => `monitor of ${labels.get(path) ?? path}`)
    .replaceAll(/\bref: monitor of [^\s,]+, /g, "")
    .replaceAll(/\{ kind: '([\w-]+)' \}/g, "$1")
    .replaceAll(/\{ kind: '([\w-]+)', /g, "$1 { ");
}

/** A step's object, for example `registry.pids[owner]` for the row of an actor. */
export function shownObject(object: string, labels: ReadonlyMap<string, string>): string {
  return object.replaceAll(/\[([^[\]]+)\]/g, (whole, path: string) => {
    const label = labels.get(path);
    return label === undefined ? whole : `[${label}]`;
  });
}

/**
 * What a signal carries, in the same words: `'DOWN', <main/owner>, 'normal'` becomes `DOWN(owner) 'normal'`, and
 * `'reply', 1` becomes `reply 1`.
 */
export function shownSignal(detail: string, labels: ReadonlyMap<string, string>): string {
  return shownValue(detail, labels)
    .replace(/^'DOWN', ([^\s,]+), /, "DOWN($1) ")
    .replace(/^'(EXIT|reply)', /, "$1 ")
    .replace(/^'KILL'$/, "KILL");
}
