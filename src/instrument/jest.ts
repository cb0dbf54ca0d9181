// The transformer for jest: it instruments a file, and hands it to the transformer that the project has.

import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { join } from "node:path";

import { invalidOption } from "../options.ts";
import { withoutInlineMap } from "./load.ts";
import { OPTIONS_VARIABLE, selectionOf } from "./selection.ts";
import type { InstrumentOptions } from "./selection.ts";
import { chainedMap, instrument } from "./transform.ts";

/** Options of the transformer of jest. */
export interface JestOptions extends InstrumentOptions {
  /**
   * What transforms a file after it was instrumented: a transformer of jest, with its options if it has any; `false` for
   * nothing, as `transform: {}` does. Default: `"babel-jest"`, which is jest's own default.
   */
  readonly transformer?: string | readonly [name: string, options: object] | false;
}

/** A transformed file. */
export interface JestResult {
  /** What jest runs. */
  readonly code: string;
  /** The source map, as text or as an object. Default: it is in the code, or there is none. */
  readonly map?: unknown;
}

/** What jest calls; its types are given here, so that it is not needed. */
export interface JestTransformer {
  /** Whether it adds what measures coverage. */
  readonly canInstrument: boolean;
  /** Transforms what `require` loads. */
  process(source: string, path: string, options: object): JestResult;
  /** Transforms what `import` loads. */
  processAsync(source: string, path: string, options: object): Promise<JestResult>;
  /** Changes with whatever the result depends on. */
  getCacheKey(source: string, path: string, options: object): string;
}

/** The transformer that comes next: jest asks for one of the two ways. */
interface NextTransformer {
  readonly canInstrument?: boolean;
  readonly process?: JestTransformer["process"];
  readonly processAsync?: JestTransformer["processAsync"];
  readonly getCacheKey?: JestTransformer["getCacheKey"];
}

/** The module of a transformer: one, or a function that makes one, also as its default export. */
interface TransformerModule extends NextTransformer {
  readonly default?: TransformerModule;
  readonly createTransformer?: (options?: object) => NextTransformer;
}

/**
 * Makes the transformer; jest calls it with the options of the configuration. After the instrumentation of Coyote (Microsoft).
 * @throws UsageError (`invalid-option`, `unknown-option`); while files are transformed (`cannot-instrument`)
 * @example
 * export default { transform: { "\\.[jt]sx?$": ["heddle/jest", { transformer: "ts-jest" }] } };
 */
export function createTransformer(options: JestOptions = {}): JestTransformer {
  const { transformer = "babel-jest", ...instrumented } = options;
  const select = selectionOf(instrumented);
  process.env[OPTIONS_VARIABLE] = JSON.stringify(instrumented);
  const next = nextTransformer(transformer);
  const instrumentedOf = (source: string, path: string): JestResult | undefined => {
    const file = select.nameOf(path);
    return file === undefined ? undefined : instrument(source, file, select.manner);
  };
  return {
    canInstrument: next.canInstrument ?? false,
    process(source, path, given) {
      const ours = instrumentedOf(source, path);
      const code = ours?.code ?? source;
      const theirs = next.process === undefined ? { code } : next.process(code, path, given);
      return joined(ours, theirs);
    },
    async processAsync(source, path, given) {
      const ours = instrumentedOf(source, path);
      const code = ours?.code ?? source;
      const theirs = next.processAsync?.(code, path, given) ?? next.process?.(code, path, given);
      return joined(ours, (await theirs) ?? { code });
    },
    getCacheKey: (source, path, given) =>
      createHash("sha1")
        .update([VERSION, select.nameOf(path), JSON.stringify(options), path, source].join("\0"))
        .update(next.getCacheKey?.(source, path, given) ?? "")
        .digest("hex"),
  };
}

const { version: VERSION } = createRequire(import.meta.url)("../../package.json") as { readonly version: string };

/** One code, and one map from it to the source. */
function joined(ours: JestResult | undefined, theirs: JestResult): JestResult {
  if (ours === undefined) return theirs;
  const [code, inline] = withoutInlineMap(theirs.code);
  const map = typeof theirs.map === "object" && theirs.map !== null ? JSON.stringify(theirs.map) : theirs.map;
  const outer = typeof map === "string" ? map : inline;
  // What comes next has changed nothing, or does not say what: then the lines are those of the instrumented code.
  return { code, map: outer === undefined ? ours.map : chainedMap(outer, String(ours.map)) };
}

function nextTransformer(chosen: NonNullable<JestOptions["transformer"]>): NextTransformer {
  if (chosen === false) return {};
  const [name, options]: readonly unknown[] = typeof chosen === "string" ? [chosen] : chosen;
  if (typeof name !== "string")
    throw invalidOption("transformer of heddle/jest", "the name of a transformer, [name, options] or false", chosen);
  const module = loaded(name);
  const factory = module.createTransformer ?? module.default?.createTransformer;
  return factory === undefined ? (module.default ?? module) : factory(options as object | undefined);
}

function loaded(name: string): TransformerModule {
  const require = createRequire(join(process.cwd(), "package.json"));
  try {
    return require(name) as TransformerModule;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND")) throw error;
    throw invalidOption("transformer of heddle/jest", "the name of a package that is installed, or false", name);
  }
}
