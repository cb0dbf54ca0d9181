// Turns each `await` of a module into a call that the kernel can make a scheduling point. Outside of executions the call
// returns its argument, so that the code does the same in the same number of microtasks.
//
// What an engine awaits is the operand of `await`, what an async generator yields and returns, and what `for await` and
// `yield*` in an async generator iterate over (ECMA-262, AsyncGeneratorYield, AsyncGeneratorUnwrapYieldResumption,
// CreateAsyncFromSyncIterator). What `await using` awaits comes from the disposal itself and is left alone.

import remapping from "@jridgewell/remapping";
import { MagicString } from "magic-string";
import { parseSync, Visitor } from "oxc-parser";
import type { Expression, Function as FunctionNode, Program } from "oxc-parser";

import { UsageError } from "../errors.ts";
import { AWAITS_KEY, FILES_KEY, STATE_FILES_KEY } from "../trace/index.ts";
import { beginAnew } from "./fresh-modules.ts";
import { AWAIT, AWAIT_FUNCTIONS, ITERATE, STATE_FUNCTIONS } from "./state/hook-functions.ts";
import type { Node } from "./state/node.ts";
import { recordState } from "./state/record-state.ts";

/** An instrumented module. */
export interface Instrumented {
  readonly code: string;
  /** A source map of version 3, from the code to the source. */
  readonly map: string;
}

/** How a module is instrumented. */
export interface Manner {
  /** Whether it also records which objects and variables it reads and writes. Default: no. */
  readonly tracksState?: boolean;
  /** Whether it begins anew in each execution. Default: no. */
  readonly isFresh?: boolean;
}

/** Nothing else can be awaited in a module without these words. */
const AWAITS = /\bawait\b|\basync\b[^]*?\byield\b/;
/** What has become of each await. */
const CALLS = new RegExp(`(?:${AWAIT}|${ITERATE})\\(`, "g");

/**
 * Instruments a module or a script.
 * @param source JavaScript or TypeScript, with JSX if the file is named so
 * @param file its path or URL; its ending says which language it is
 * @returns `undefined` if nothing in it is awaited, or if it was instrumented before
 * @throws UsageError (`cannot-instrument`) if it cannot be parsed
 */
export function instrument(source: string, file: string, manner: Manner = {}): Instrumented | undefined {
  const { isFresh = false, tracksState = false } = manner;
  if (source.includes(`function ${AWAIT}(`)) return undefined;
  const path = file.replace(/[?#].*$/s, "");
  const anew = isFresh ? beginAnew(source, file, parse(source, path) as unknown as Node) : undefined;
  if (anew === undefined) return withAwaits(source, file, tracksState);
  const begun = { code: anew.toString(), map: mapOf(anew, file) };
  const instrumented = withAwaits(begun.code, file, tracksState);
  if (instrumented === undefined) return begun;
  return { code: instrumented.code, map: chainedMap(instrumented.map, begun.map) };
}

function withAwaits(source: string, file: string, tracksState: boolean): Instrumented | undefined {
  if (!tracksState && !AWAITS.test(source)) return undefined;
  const program = parse(source, file.replace(/[?#].*$/s, ""));
  const text = new MagicString(source);
  if (tracksState) recordState(program as unknown as Node, { source, file }, text);
  else wrapAwaits(program, text);
  if (!text.hasChanged()) return undefined;
  // At the beginning, since the module itself may explore; after directives, which have to be first.
  const first = program.body.find((statement) => !("directive" in statement) || statement.directive === null);
  const keys = tracksState ? [FILES_KEY, STATE_FILES_KEY] : [FILES_KEY];
  const name = JSON.stringify(file);
  const loaded = keys.map((key) => `;(globalThis.${key}??=new Set()).add(${name});`);
  const awaits = text.toString().match(CALLS)?.length ?? 0;
  text.prependLeft(first?.start ?? 0, `${loaded.join("")}(globalThis.${AWAITS_KEY}??={})[${name}]=${awaits};`);
  text.append(`\n${AWAIT_FUNCTIONS}${tracksState ? STATE_FUNCTIONS : ""}\n`);
  return { code: text.toString(), map: mapOf(text, file) };
}

function mapOf(text: MagicString, file: string): string {
  return text.generateMap({ source: file, includeContent: true, hires: "boundary" }).toString();
}

/** The map of code that was transformed two times. */
export function chainedMap(outer: string, inner: string): string {
  return remapping(outer, (_file, { depth }) => (depth === 1 ? inner : null)).toString();
}

function wrapAwaits(program: Program, text: MagicString): void {
  const wrap = ({ end, start }: Expression, name: string): void => {
    text.appendLeft(start, `${name}(`);
    text.prependRight(end, ")");
  };
  const enclosing: (FunctionNode | undefined)[] = [];
  const isInAsyncGenerator = (): boolean => {
    const current = enclosing.at(-1);
    return current?.async === true && current.generator;
  };
  const enter = (node: FunctionNode): void => {
    enclosing.push(node);
  };
  const leave = (): void => {
    enclosing.pop();
  };
  const visitor = new Visitor({
    FunctionDeclaration: enter,
    "FunctionDeclaration:exit": leave,
    FunctionExpression: enter,
    "FunctionExpression:exit": leave,
    ArrowFunctionExpression: () => {
      enclosing.push(undefined);
    },
    "ArrowFunctionExpression:exit": leave,
    AwaitExpression: ({ argument }) => {
      wrap(argument, AWAIT);
    },
    ForOfStatement: (statement) => {
      if (statement.await) wrap(statement.right, ITERATE);
    },
    YieldExpression: ({ argument, delegate }) => {
      if (argument !== null && isInAsyncGenerator()) wrap(argument, delegate ? ITERATE : AWAIT);
    },
    ReturnStatement: ({ argument }) => {
      if (argument !== null && isInAsyncGenerator()) wrap(argument, AWAIT);
    },
  });
  visitor.visit(program);
}

/** As a module, else as what `require` loads: the name of a file does not always tell. */
function parse(source: string, file: string): Program {
  const asModule = parseSync(file, source, { sourceType: "module" });
  const [error] = asModule.errors;
  if (error === undefined) return asModule.program;
  const asCommonJs = parseSync(file, source, { sourceType: "commonjs" });
  if (asCommonJs.errors.length > 0) throw cannotInstrument(file, error.message);
  return asCommonJs.program;
}

function cannotInstrument(file: string, message: string): UsageError {
  return new UsageError(
    `${file} cannot be instrumented: ${message}. If it is no JavaScript or TypeScript, leave it out with exclude.`,
    { code: "cannot-instrument" },
  );
}
