// What the transform of plain state changes in a source, and that it means the same, outside and inside of executions.

import fc from "fast-check";
import { explore } from "heddle";
import { afterAll, describe, expect, test } from "vitest";

import { instrument } from "../../src/instrument/transform.ts";
import { Modules } from "./load-module.ts";

const modules = new Modules();
afterAll(() => {
  modules.clear();
});

/** The instrumented source, without the functions at its end and what says that it is loaded. */
function bodyOf(source: string): string | undefined {
  const code = instrument(source, "file.ts", { tracksState: true })?.code.split("\n;function __heddleAwait")[0];
  return code
    ?.replace(/;\(globalThis\.__heddle\w+\?\?=new Set\(\)\)\.add\("file.ts"\);/g, "")
    .replace(/\(globalThis\.__heddleAwaitCounts\?\?=\{\}\)\["file.ts"\]=\d+;/, "");
}

const MODULE = 'var __heddleV1=__heddleN({__heddleModule:"file.ts"},"");';

test.each([
  ["a property", "a.b", '__heddleR(a,"b").b'],
  ["an element", "a[k]", "__heddleR(a,k)[k]"],
  ["a computed key", "a[f()]", "__heddleR(a,__heddleT=(__heddleF(f)()))[__heddleT]"],
  ["a nested property", "a.b.c", '__heddleR(__heddleR(a,"b").b,"c").c'],
  ["an assignment", "a.b = 1", '__heddleW(a,"b").b = 1'],
  ["a computed assignment", "a[f()] = 1", "__heddleW(a,__heddleT=(__heddleF(f)()))[__heddleT] = 1"],
  ["a compound assignment", "a.b += 1", '__heddleW(a,"b").b += 1'],
  ["a logical assignment", "a.b ??= 1", '__heddleW(a,"b").b ??= 1'],
  ["an update", "a.b++", '__heddleW(a,"b").b++'],
  ["delete", "delete a.b", 'delete __heddleW(a,"b").b'],
  ["in", "k in a", "__heddleIn(k,a)"],
  ["a method", "a.m(1)", '__heddleM(a,"m").m(1)'],
  ["a function", "f(1)", "__heddleF(f)(1)"],
  ["a constructor", "const x = new F(1)", 'const x = __heddleN(new (__heddleC(F))(1),"x")'],
  ["literals", "const x = {a: [1]}", 'const x = __heddleN({a: __heddleN([1],"a")},"x")'],
  ["shorthand and spread", "const x = {a, ...b}", 'const x = __heddleN({a:a, ...__heddleS(b)},"x")'],
  ["a template", "`${a}`", "`${__heddleS(a)}`"],
  ["for of", "for (const x of a) x;", "for (const x of __heddleS(a)) x;"],
  ["for of that takes time", "for (const x of a) await x;", "for (const x of __heddleI(a)) await __heddleAwait(x);"],
  ["for in", "for (const x in a) x;", "for (const x in __heddleS(a)) x;"],
  ["optional access", "a?.b?.c", '__heddleR(__heddleR(a,"b")?.b,"c")?.c'],
  [
    "an optional chain",
    "x = a?.b.c",
    'void 0,(__heddleA(),x = ((__heddleT=a)==null?void 0:__heddleR(__heddleR(__heddleT,"b").b,"c").c))',
  ],
  ["an optional call", "a.b?.(1)", '__heddleM(a,"b").b?.(1)'],
  ["an optional call that goes on", "a.b?.(1).c", "__heddleA(a).b?.(1).c"],
  ["destructuring", "const {a, b: {c}} = o", 'const {a, b: {c}} = __heddleD(o,[["a",1],["b",[["c",1]]]])'],
  ["destructuring of an array", "const [a, [b]] = o", 'const [a, [b]] = __heddleD(o,"**")'],
  ["a rest", "const {a, ...b} = o", 'const {a, ...b} = __heddleD(o,"*")'],
  ["targets in a pattern", "[a.b] = o", '[__heddleW(a,"b").b] = __heddleD(o,"*")'],
  [
    "a private field",
    "class A { #x = 1; m() { return this.#x; } }",
    'class A { #x = (__heddleN(this,"A"),1); m() { return __heddleR(this,"#x").#x; } }',
  ],
  [
    "a constructor of a class",
    "class A { constructor() { this.y = 1; } }",
    'class A { constructor() {__heddleN(this,"A"); __heddleW(this,"y").y = 1; } }',
  ],
  ["a class without code", "class A {}", "class A {static{__heddleT}}"],
  [
    "super",
    "class A extends B { m() { super.x = 1; return super.m(); } }",
    'class A extends B { m() { void 0,(__heddleW(this,"x"),super.x = 1); return __heddleK(super.m()); } }',
  ],
  ["parameters", "function g({a}, b) {}", 'function g({a}, b) {__heddleD(arguments[0],[["a",1]]);}'],
  ["parameters of an arrow", "const f = ({a}) => a;", "const f = ({a}) => (__heddleA(),a);"],
  ["a function that touches nothing", "const f = (x) => x;", "const f = (x) => (__heddleT,x);"],
  [
    "a captured variable",
    "const f = () => { let x = 0; return () => x++; };",
    'const f = () => {const __heddleV1=__heddleN({},""); let x = 0; return () => (__heddleW(__heddleV1,"x"),x++); };',
  ],
  ["a variable that nothing assigns", "let x = 0; x;", undefined],
  [
    "an assigned variable of a module",
    "let x = 0\nx = 1\nx",
    `${MODULE}let x = 0\nvoid 0,(__heddleW(__heddleV1,"x"),x = 1)\nvoid 0,(__heddleR(__heddleV1,"x"),x)`,
  ],
  [
    "an exported variable",
    "export let x = 0; x = 1;",
    `${MODULE}export let x = 0; void 0,(__heddleW(__heddleV1,"x"),__heddleA(),x = 1);`,
  ],
  [
    "an imported variable",
    'import { x } from "./x"; const y = x;',
    'import { x } from "./x"; const y = (__heddleU(),x);',
  ],
  ["a function of heddle", 'import { pause } from "heddle"; pause();', undefined],
  [
    "an assignment that takes time",
    "this.a = await f;",
    '__heddleW(this,"a").a = __heddleP(await __heddleAwait(f),this,"a");',
  ],
  [
    "one to another object",
    "a.b.c = await f;",
    '__heddleW(__heddleR(a,"b").b,"c").c = __heddleA(await __heddleAwait(f));',
  ],
  ["eval", "eval(x)", "eval(__heddleA(x))"],
  ["types", "(a as B)!.c satisfies D", '__heddleR((a as B)!,"c").c satisfies D'],
  ["an enumeration", "enum A { x = 1 }", undefined],
])("%s", (_what, source, expected) => {
  expect(bodyOf(source)).toBe(expected);
});

/** Declarations for the expressions below. `log` makes the order observable. */
const HEAD = `
const lines = [];
const show = (value) => { try { return typeof value === "function" ? "function" : value instanceof Map || value instanceof Set ? "#" + [...value].join() : typeof value === "symbol" ? "symbol" : JSON.stringify(value, (key, inner) => typeof inner === "bigint" || typeof inner === "function" ? "special" : inner); } catch { return "cycle"; } };
const say = (what, value) => { lines.push(what + ":" + show(value)); return value; };
class Base {
  #secret = 1; plain = 2; static made = 0;
  constructor(value) { this.value = value; Base.made++; }
  get seen() { say("get"); return this.plain; }
  set seen(value) { say("set", value); this.plain = value; }
  method(x) { return [this === undefined, x, this?.plain]; }
  secret() { this.#secret += 1; return this.#secret; }
  has(other) { return #secret in other; }
}
class Derived extends Base {
  extra = this.plain + 1;
  get seen() { return super.seen; }
  set seen(value) { super.seen = value; }
  method(x) { super.added = x; return super.method(x); }
}
let a = { b: { c: 1, d: [1, 2] }, f(x) { return [this === a, x]; }, get g() { say("g"); return 3; }, n: null };
let list = [1, [2, 3], { e: 4 }];
let map = new Map([["k", 1]]), set = new Set([1, 2]);
let base = new Base(1), derived = new Derived(2);
let none = null, missing, number = 5, text = "abc";
// The engine puts the text of the code into its other messages.
const said = ({ message, name }) => name + (/^Cannot (?:read|set|delete|assign|use)|^Private|before init/.test(message) ? message : "");
const frozen = Object.freeze({ x: 1 });
const key = (name) => say("key", name);
const keyed = { toString() { say("toString"); return "b"; } };
`;

const ATOMS = ["a", "list", "map", "set", "base", "derived", "none", "missing", "number", "text", "frozen"];
const KEYS = ["b", "c", "seen", "plain", "length", "size", "n", "g", "x", "value", "extra", "0", "made"];

const { expression, statements } = fc.letrec<{
  expression: string;
  object: string;
  target: string;
  statement: string;
  statements: string;
}>((tie) => {
  const name = fc.constantFrom(...KEYS.filter((each) => each !== "0"));
  const anyKey = fc.constantFrom(...KEYS.map((each) => JSON.stringify(each)), "key('b')", "keyed", "key(0)");
  const two = fc.tuple(tie("expression"), tie("expression"));
  return {
    object: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom(...ATOMS),
      fc.tuple(tie("object"), name).map(([object, each]) => `${object}.${each}`),
      fc.tuple(tie("object"), anyKey).map(([object, each]) => `${object}[${each}]`),
      tie("expression").map((each) => `(${each})`),
    ),
    target: fc.oneof(
      fc.constantFrom("number", "text", "missing"),
      fc.tuple(tie("object"), name).map(([object, each]) => `${object}.${each}`),
      fc.tuple(tie("object"), anyKey).map(([object, each]) => `${object}[${each}]`),
    ),
    expression: fc.oneof(
      { depthSize: "small" },
      fc.nat({ max: 9 }).map(String),
      tie("object"),
      fc.tuple(tie("object"), name).map(([object, each]) => `${object}?.${each}`),
      fc.tuple(tie("object"), name, name).map(([object, one, other]) => `${object}?.${one}.${other}`),
      fc.tuple(tie("object"), anyKey, name).map(([object, one, other]) => `${object}?.[${one}].${other}`),
      fc.tuple(tie("object"), name, name).map(([object, one, other]) => `${object}?.${one}?.${other}.b`),
      fc.tuple(tie("object"), tie("expression")).map(([object, each]) => `${object}.method?.(${each})`),
      fc.tuple(tie("object"), tie("expression")).map(([object, each]) => `${object}?.method(${each}).length`),
      fc.tuple(tie("object"), tie("expression")).map(([object, each]) => `(${object}?.method)(${each})`),
      fc.tuple(tie("object"), tie("expression")).map(([object, each]) => `${object}.method?.(${each}).length`),
      fc
        .tuple(fc.constantFrom("base", "derived", "a", "none"), tie("expression"))
        .map(([object, each]) => `${object}.method(${each})`),
      fc.tuple(fc.constantFrom("base", "derived"), tie("target")).map(([object]) => `${object}.secret()`),
      tie("expression").map((each) => `a.f(${each})`),
      fc.tuple(tie("expression"), tie("expression")).map(([one, other]) => `map.set(${one}, ${other}).size`),
      tie("expression").map((each) => `[map.get(${each}), map.has("k"), map.delete(${each})]`),
      tie("expression").map((each) => `[...set.add(${each})].length`),
      tie("expression").map((each) => `list.push(${each})`),
      tie("expression").map((each) => `list.map((x) => [x, ${each}]).length`),
      fc.constantFrom(
        "list.indexOf(2)",
        "list.flat().length",
        "[...map.entries()].join()",
        "list.at(-1)",
        "list.slice(1)",
        "Array.isArray(list)",
      ),
      fc.constantFrom(
        "base.has(derived)",
        "base.has(a)",
        "new Derived(3).extra",
        "new Base(1)",
        "Base.made",
        "[...list.keys()]",
      ),
      fc.tuple(tie("target"), tie("expression")).map(([target, each]) => `(${target} = say("value", ${each}))`),
      fc
        .tuple(tie("target"), fc.constantFrom("+=", "??=", "||=", "&&=", "-="), tie("expression"))
        .map((parts) => `(${parts.join(" ")})`),
      fc.tuple(tie("target"), fc.constantFrom("++", "--")).map((parts) => `(${parts.join("")})`),
      tie("target").map((target) => `(--${target})`),
      fc.tuple(tie("object"), name).map(([object, each]) => `(delete ${object}.${each})`),
      fc.tuple(tie("object"), name).map(([object, each]) => `(delete ${object}?.${each})`),
      fc.tuple(anyKey, tie("object")).map(([each, object]) => `(${each} in ${object})`),
      two.map(([one, other]) => `({ p: ${one}, ...${other}, number, [key("q")]: 1 })`),
      two.map(([one, other]) => `[${one}, ...list, ${other}]`),
      two.map((both) => `(${both.join(", ")})`),
      two.map(([one, other]) => `(${one} ? ${other} : text)`),
      tie("expression").map((each) => "`<${" + each + "}>`"),
      tie("expression").map((each) => `typeof ${each}`),
      tie("expression").map((each) => `(({ b, ...rest }) => [b, rest])(${each})`),
      tie("expression").map((each) => `((one, ...others) => [one, others.length])(...list, ${each})`),
      tie("expression").map(
        (each) => `(function ({ b = 1 }, [c] = [2]) { return [b, c, arguments.length, this]; })(${each})`,
      ),
      tie("expression").map(
        (each) => `((value) => { let inner = value; const f = () => inner++; f(); return [inner, f()]; })(${each})`,
      ),
      tie("expression").map((each) => `JSON.stringify(Object.entries(Object.assign({}, ${each})))`),
      fc.constant(
        "(() => { const f = function () {}; const g = () => {}; const o = { h() {}, i: () => {} }; return [f.name, g.name, o.h.name, o.i.name, f.length, (({ x }, y) => x).length]; })()",
      ),
    ),
    statement: fc.oneof(
      { depthSize: "small" },
      tie("expression").map((each) => `say("is", ${each})`),
      tie("expression").map((each) => `say("is", await ${each})`),
      fc.tuple(tie("target"), tie("expression")).map(([target, each]) => `${target} = await ${each}`),
      fc.tuple(tie("target"), tie("expression")).map(([target, each]) => `${target} += await ${each}`),
      tie("expression").map((each) => `var { b: taken, ...others } = ${each}\nsay("taken", [taken, others])`),
      tie("expression").map((each) => `[number, missing] = [missing, ${each}]`),
      tie("expression").map((each) => `({ b: number = 3, x: a.b } = ${each})`),
      fc
        .tuple(tie("expression"), tie("statements"))
        .map(([each, body]) => `for (const x of [${each}, 2]) { say("x", x)\n${body} }`),
      tie("expression").map((each) => `for (const x in ${each}) say("in", x)`),
      tie("statements").map((body) => `for (const [k, v] of map) { say(k, v)\n${body}\nbreak }`),
      fc.constant("for (const x of list) { say('turn', await x)\nif (list.length < 6) list.push(0) }"),
      fc.constant("for (const [k, v] of map.entries()) say(k, await v)"),
      tie("statements").map((body) => `if (number)\nnumber++\nelse { ${body} }`),
      fc.constant("const late = () => text\ntext = 'new'\nsay('late', late())"),
    ),
    statements: fc
      .array(tie("statement"), { maxLength: 3 })
      .map((all) => all.map((each) => `try { ${each} } catch (error) { say("error", said(error)) }`).join("\n")),
  };
});

describe("the values, their order and the errors are those of the engine", () => {
  const programs = fc.sample(
    fc.oneof(
      statements.filter((text) => text !== ""),
      expression.map((each) => `try { say("is", ${each}) } catch (error) { say("error", said(error)) }`),
    ),
    { numRuns: 1_500, seed: 44 },
  );
  const source = programs
    .map(
      (program, index) =>
        `export const program${String(index)} = async () => { ${HEAD}\n${program}\nreturn [...lines, show([a, list, map, set, base, derived, number, text, missing])] };`,
    )
    .join("\n");
  type Program = () => Promise<readonly string[]>;
  const plainly = import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(source)}`) as Promise<
    Record<string, Program>
  >;
  const instrumented = modules.load<Record<string, Program>>(source, { tracksState: true });

  test("outside of executions", async () => {
    const [plain, changed] = [await plainly, await instrumented];
    for (const name of programs.map((_program, index) => `program${String(index)}`)) {
      const expected = await plain[name]?.();
      expect(await changed[name]?.(), `${name}: ${programs[Number(name.slice(7))] ?? ""}`).toEqual(expected);
    }
  });

  test("inside of executions", async () => {
    const [plain, changed] = [await plainly, await instrumented];
    const expected: unknown[] = [];
    for (const index of programs.keys()) expected.push(await plain[`program${String(index)}`]?.());
    for (const index of programs.keys()) {
      let seen: unknown;
      await explore(
        async () => {
          seen = await changed[`program${String(index)}`]?.();
        },
        { executions: 1, maxSteps: 100_000 },
      );
      expect(seen, `program${String(index)}: ${programs[index] ?? ""}`).toEqual(expected[index]);
    }
  });
});
