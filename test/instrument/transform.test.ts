// What the transform changes in a source, and that it means the same outside of executions.

import fc from "fast-check";
import { SourceMap } from "node:module";
import type { SourceMapPayload } from "node:module";
import { afterAll, describe, expect, test } from "vitest";

import { instrument } from "../../src/instrument/transform.ts";

/** The instrumented source, without the functions at its end and what says that it is loaded. */
function bodyOf(source: string, file: string = "file.ts"): string | undefined {
  const added = `;(globalThis.__heddleInstrumented??=new Set()).add("${file}");`;
  return instrument(source, file)
    ?.code.split("\n;function __heddleAwait")[0]
    ?.replace(added, "")
    .replace(/\(globalThis\.__heddleAwaitCounts\?\?=\{\}\)\["file.\w+"\]=\d+;/, "");
}

test.each([
  ["await", "async () => await f();", "async () => await __heddleAwait(f());"],
  [
    "a nested await",
    "async () => await (await f())();",
    "async () => await __heddleAwait((await __heddleAwait(f()))());",
  ],
  ["a sequence", "async () => await (1, f());", "async () => await __heddleAwait((1, f()));"],
  ["await at the top level", "const x = await f();", "const x = await __heddleAwait(f());"],
  ["types", "async () => (await f<number>()!) as 5;", "async () => (await __heddleAwait(f<number>()!)) as 5;"],
  ["for await", "for await (const x of f()) g(x);", "for await (const x of __heddleIterate(f())) g(x);"],
  [
    "for",
    "async () => { for (const x of await f()) x; }",
    "async () => { for (const x of await __heddleAwait(f())) x; }",
  ],
  [
    "an async generator",
    "async function* f() { yield 1; return g(); }",
    "async function* f() { yield __heddleAwait(1); return __heddleAwait(g()); }",
  ],
  [
    "yield without a value",
    "async function* f() { yield; await 1; return; }",
    "async function* f() { yield; await __heddleAwait(1); return; }",
  ],
  ["yield*", "async function* f() { yield* g(); }", "async function* f() { yield* __heddleIterate(g()); }"],
  ["a method", "({ async *f() { yield x; } });", "({ async *f() { yield __heddleAwait(x); } });"],
  [
    "a function in a generator",
    "async function* f() { yield function () { return 1; }; }",
    "async function* f() { yield __heddleAwait(function () { return 1; }); }",
  ],
  [
    "an arrow in a generator",
    "async function* f() { yield () => { return 1; }; }",
    "async function* f() { yield __heddleAwait(() => { return 1; }); }",
  ],
  ["await using", "await using x = f(); await 1;", "await using x = f(); await __heddleAwait(1);"],
  ["a directive", '"use strict"; await 1;', '"use strict"; await __heddleAwait(1);'],
  ["a shebang", "#!/usr/bin/env node\nawait 1;", "#!/usr/bin/env node\nawait __heddleAwait(1);"],
  ["words beyond the basic plane", 'await "😀"; await 2;', 'await __heddleAwait("😀"); await __heddleAwait(2);'],
])("%s", (_what, source, expected) => {
  expect(bodyOf(source)).toBe(expected);
});

test("JSX", () => {
  expect(bodyOf("const x = <a>{await f()}</a>;", "file.tsx")).toBe("const x = <a>{await __heddleAwait(f())}</a>;");
});

test.each([
  ["without await", "const f = async () => 1;"],
  ["with the word in a text", 'const x = "await";'],
  ["of a generator that is not async", "const f = async () => function* () { yield 1; };"],
  ["that is instrumented", instrument("await 1;", "file.js")?.code ?? ""],
])("a source %s stays as it is", (_what, source) => {
  expect(instrument(source, "file.js")).toBeUndefined();
});

test("a module says that it is loaded before its first statement, after directives", () => {
  const { code } = instrument('"use strict"\nimport "x"; await 1;', "src/file.ts") ?? { code: "" };

  expect(code.split("\n").slice(0, 2)).toEqual([
    '"use strict"',
    ';(globalThis.__heddleInstrumented??=new Set()).add("src/file.ts");(globalThis.__heddleAwaitCounts??={})["src/file.ts"]=1;import "x"; await __heddleAwait(1);',
  ]);
});

test("what cannot be parsed is told with its file", () => {
  expect(() => instrument("await (;", "src/broken.ts")).toThrow(
    expect.objectContaining({
      code: "cannot-instrument",
      message: expect.stringContaining("src/broken.ts cannot be instrumented: "),
    }),
  );
});

test("the source map leads from each word to where it was", () => {
  const source = "const a = 1;\nexport const f = async () => (await g(a)) + (await h(a));";
  const { code, map } = instrument(source, "src/f.ts") ?? { code: "", map: "{}" };
  const sourceMap = new SourceMap(JSON.parse(map) as SourceMapPayload);

  for (const name of ["g(a)", "h(a)"]) {
    const column = code.split("\n")[1]?.indexOf(name) ?? -1;
    expect(sourceMap.findEntry(1, column)).toMatchObject({
      originalSource: "src/f.ts",
      originalLine: 1,
      originalColumn: source.split("\n")[1]?.indexOf(name),
    });
  }
});

describe("outside of executions", () => {
  // Files of tests share their globals.
  afterAll(() => {
    Reflect.deleteProperty(globalThis, "__heddleInstrumented");
  });

  /** What a body logs, each line with the number of microtasks before it. */
  async function logOf(body: string, isPlain: boolean = false): Promise<readonly string[]> {
    const lines: string[] = [];
    let ticks = 0;
    const count = async (): Promise<void> => {
      for (; ticks < 300; ticks += 1) await Promise.resolve();
    };
    const log = (...values: readonly unknown[]): void => void lines.push(`${ticks}: ${values.map(String).join()}`);
    const plain = `export default async (log) => {${body}}`;
    const source = isPlain ? plain : (instrument(plain, "program.mjs")?.code ?? plain);
    const url = (text: string): string => `data:text/javascript,${encodeURIComponent(text)}`;
    const module = (await import(/* @vite-ignore */ url(source))) as {
      readonly default: (log: unknown) => Promise<void>;
    };
    const ended = module.default(log).then(
      (value) => log("ended", value),
      (error: unknown) => log("failed", error),
    );
    await Promise.all([count(), ended]);
    return lines;
  }

  test.each([
    ["a value", "log(await 1)"],
    ["a promise", "log(await Promise.resolve(1))"],
    ["a thenable", "log(await { then(resolve) { log('then'); resolve(2); } })"],
    ["a rejection", "try { await Promise.reject(1) } catch (e) { log(e) }"],
    ["a thrown thenable", "try { await { then() { throw 3 } } } catch (e) { log(e) }"],
    ["return of a promise", "const f = async () => Promise.resolve(1); log(await f())"],
    ["return await", "const f = async () => await Promise.resolve(1); log(await f())"],
    ["all", "log(await Promise.all([1, Promise.resolve(2), (async () => await 3)()]))"],
    ["race", "log(await Promise.race([(async () => { await 1; return 'a' })(), (async () => 'b')()]))"],
    [
      "any and allSettled",
      "log(await Promise.any([Promise.reject(1), 2])); log((await Promise.allSettled([1])).length)",
    ],
    ["then beside await", "Promise.resolve().then(() => log('then')); await 1; log('await'); await 2; log('again')"],
    [
      "for await over an async generator",
      "async function* g() { yield 1; yield Promise.resolve(2); return 3 } for await (const x of g()) log(x)",
    ],
    ["for await over an array of promises", "for await (const x of [1, Promise.resolve(2)]) log(x)"],
    [
      "break in for await",
      "async function* g() { try { yield 1; yield 2 } finally { log('closed'); await 0 } } for await (const x of g()) { log(x); break }",
    ],
    [
      "yield* in an async generator",
      "async function* g() { const r = yield* [1, Promise.resolve(2)]; log(r); yield* (async function* () { yield 3; return 4 })() } for await (const x of g()) log(x)",
    ],
    [
      "return and throw of an async generator",
      "async function* g() { try { yield 1 } catch (e) { log('caught', e); yield 5 } finally { await 0; log('finally') } } const i = g(); log((await i.next()).value); log((await i.throw(7)).value); log((await i.return(8)).value)",
    ],
    [
      "two calls of next at once",
      "async function* g() { yield await 1; yield await 2 } const i = g(); const [a, b] = await Promise.all([i.next(), i.next()]); log(a.value, b.value)",
    ],
    ["a loop", "for (let i = 0; i < 3; i += 1) { await i; log(i) }"],
    ["nested functions", "const f = async (n) => n === 0 ? 0 : 1 + (await f(n - 1)); log(await f(4))"],
  ])("%s: the same values, in the same order, after as many microtasks", async (_what, body) => {
    const plain = await logOf(body, true);

    expect(await logOf(body)).toEqual(plain);
    expect(plain.length).toBeGreaterThan(0);
  });

  const { statements } = fc.letrec<{ statement: string; statements: string; expression: string }>((tie) => ({
    expression: fc.oneof(
      { depthSize: "small" },
      fc.nat({ max: 9 }).map(String),
      tie("expression").map((inner) => `Promise.resolve(${inner})`),
      tie("expression").map((inner) => `(async () => ${inner})()`),
      tie("expression").map((inner) => `(async () => await ${inner})()`),
      tie("expression").map((inner) => `{ then: (resolve) => resolve(${inner}) }`),
      fc.array(tie("expression"), { maxLength: 2 }).map((all) => `Promise.all([${all.join()}])`),
    ),
    statement: fc.oneof(
      { depthSize: "small" },
      tie("expression").map((inner) => `log(await (${inner}));`),
      tie("expression").map((inner) => `Promise.resolve(${inner}).then((value) => log("then", value));`),
      tie("statements").map((body) => `(async () => {${body}})();`),
      tie("statements").map((body) => `await (async () => {${body}})();`),
      tie("statements").map(
        (body) => `try { ${body} await Promise.reject(0); } catch (error) { log("caught", error); }`,
      ),
      fc
        .tuple(tie("expression"), tie("statements"))
        .map(([inner, body]) => `for await (const x of [${inner}, 1]) { log(x); ${body} }`),
      fc
        .tuple(tie("expression"), tie("statements"))
        .map(([inner, body]) => `for await (const x of (async function* () { yield (${inner}); ${body} })()) log(x);`),
    ),
    statements: fc.array(tie("statement"), { maxLength: 3 }).map((all) => all.join(" ")),
  }));

  test("generated programs: the same values, in the same order, after as many microtasks", async () => {
    await fc.assert(
      fc.asyncProperty(statements, async (body) => {
        expect(await logOf(body)).toEqual(await logOf(body, true));
      }),
      { numRuns: 300, seed: 5 },
    );
  });
});
