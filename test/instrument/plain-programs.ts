// Generated programs of plain code: actors that share objects, arrays, maps, sets, captured variables and instances of
// classes, and await between their accesses.

import fc from "fast-check";

/** The body of one actor, and of the program around it. */
export interface PlainProgram {
  readonly bodies: readonly (readonly string[])[];
}

/** What every program shares. `log` makes the order of reads observable: each actor has its own. */
const PRELUDE = `
class Counter {
  #hidden = 0;
  count = 0;
  constructor(start) { this.start = start; }
  get double() { return this.count * 2; }
  set double(value) { this.count = value; }
  bump(by) { this.count += by; return this.count; }
  async later(by) { const before = this.#hidden; await 0; this.#hidden = before + by; return this.#hidden; }
  hide() { this.#hidden += 1; return this.#hidden; }
  static total = 0;
}
class Special extends Counter {
  bump(by) { super.bump(by); this.start++; return super.double; }
}
let shared = 0;
const atModule = { used: 0 };
`;

/** What a program has of its own. */
const STATE = `
shared = 0;
atModule.used = 0;
Counter.total = 0;
const object = { x: 1, y: 2, deep: { z: 3, list: [1] } };
const list = [1, 2, 3];
const map = new Map([["a", 1], ["b", 2]]);
const set = new Set([1]);
const weak = new WeakMap([[object, 0]]);
const counter = new Counter(5);
const special = new Special(7);
let captured = 1, other = 2;
const makeCell = (value) => ({ get: () => value, set: (next) => { value = next; } });
const one = makeCell(0), two = makeCell(0);
let moved = object.deep;
`;

const END = `return JSON.stringify([object, list, [...map], [...set], weak.get(object), counter, counter.hide(), special, captured, other, shared,
  atModule, Counter.total, one.get(), two.get(), moved, logs]);`;

/** Statements that write or read; `$` is a value of their own. */
const ACCESSES: readonly string[] = [
  "object.x = $;",
  "object.y += $;",
  "log.push(object.x);",
  "log.push(object['y']);",
  "object.deep.z++;",
  "log.push(object.deep.z);",
  "object.deep = { z: $, list: [] };",
  "object.deep.list.push($);",
  "{ const { x, deep: { z } } = object; log.push(x, z); }",
  "{ const key = log.length % 2 === 0 ? 'x' : 'y'; object[key] = $; }",
  "log.push('extra' in object);",
  "object.extra = $;",
  "delete object.extra;",
  "log.push(Object.keys(object).length);",
  "Object.assign(object, { y: $ });",
  "log.push(JSON.stringify({ ...object }));",
  "for (const key in object) log.push(key);",
  "log.push(object.missing?.deep.z, object?.deep.z);",
  "list[0] = $;",
  "list.push($);",
  "log.push(list.length);",
  "log.push(list[1]);",
  "log.push(list.pop());",
  "[list[0], list[1]] = [list[1], list[0]];",
  "log.push(list.map((each) => each + 1).join());",
  "for (const each of list) log.push(each);",
  "for (const each of list) { log.push(each); await 0; if (log.length > 6) break; }",
  "log.push(`${list}`);",
  "list.length = 1;",
  "{ const [first, ...rest] = list; log.push(first, rest.length); }",
  "map.set('a', $);",
  "map.set('c', $);",
  "log.push(map.get('a'));",
  "log.push(map.get('b'), map.has('c'));",
  "map.delete('b');",
  "log.push(map.size);",
  "for (const [key, value] of map) log.push(key, value);",
  "set.add($);",
  "log.push(set.has(1));",
  "set.delete(1);",
  "log.push([...set].length);",
  "weak.set(object, $);",
  "log.push(weak.get(object));",
  "captured = $;",
  "captured += $;",
  "log.push(captured);",
  "other++;",
  "log.push(other);",
  "[captured, other] = [other, captured];",
  "shared += 1;",
  "log.push(shared);",
  "atModule.used += 1;",
  "log.push(atModule.used);",
  "one.set($);",
  "log.push(one.get());",
  "two.set(one.get() + $);",
  "log.push(two.get());",
  "counter.bump($);",
  "log.push(counter.count);",
  "counter.double = $;",
  "log.push(counter.double);",
  "log.push(await counter.later($));",
  "log.push(counter.hide());",
  "special.bump($);",
  "log.push(special.start);",
  "Counter.total += $;",
  "log.push(Counter.total);",
  "moved = { z: $, list };",
  "log.push(moved.z);",
  "moved.z = $;",
  "captured = captured + (await $);",
  "object.x = await ((value) => value + object.y)($);",
  "counter.count = (await counter.count) + 1;",
  "await (async () => { const before = captured; await 0; captured = before + 1; })();",
  "(({ x }) => { log.push(x); })(object);",
  "object.y ||= $;",
];

const statement = fc.tuple(fc.nat({ max: ACCESSES.length - 1 }), fc.boolean());
/** An actor of some statements with awaits between most of them. */
const bodyOf = (most: number): fc.Arbitrary<(readonly [number, boolean])[]> =>
  fc.array(statement, { minLength: 1, maxLength: most });

/** Programs of two or three actors. */
export const plainPrograms: fc.Arbitrary<PlainProgram> = fc
  .oneof(
    { weight: 7, arbitrary: fc.array(bodyOf(3), { minLength: 2, maxLength: 2 }) },
    { weight: 1, arbitrary: fc.array(bodyOf(1), { minLength: 3, maxLength: 3 }) },
  )
  .map((bodies) => ({
    bodies: bodies.map((statements, actor) =>
      statements.flatMap(([access, awaits], index) => [
        (ACCESSES[access] ?? "").replaceAll("$", String(10 * (actor + 1) + index)),
        ...(awaits && index < statements.length - 1 ? ["await 0;"] : []),
      ]),
    ),
  }));

/** The module of a program: \`run\` makes its state and gives its actors and the end. */
export function moduleOf(bodies: readonly PlainProgram[]): string {
  return `${PRELUDE}
${bodies
  .map(
    ({ bodies: actors }, index) => `export const program${String(index)} = () => { ${STATE}
  const logs = [${actors.map(() => "[]").join()}];
  return { actors: [${actors
    .map((lines, actor) => `async () => { const log = logs[${String(actor)}]; await 0; ${lines.join(" ")} }`)
    .join(",\n")}], end: () => { ${END} } };
};`,
  )
  .join("\n")}`;
}
