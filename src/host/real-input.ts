// Finds out which real input code of an execution asks for: Node tells of each asynchronous resource that is created. That
// makes every promise slower, so it listens only as long as its owner wants, and to so many of them.

import { createHook } from "node:async_hooks";

import { currentTask } from "../kernel/index.ts";
import type { InputWatch, RealInput } from "../kernel/index.ts";
import { foreignCode } from "./foreign-code.ts";
import { positionOf } from "./source/source-position.ts";

/** The resources of one execution, promises included, after which it no longer listens. */
const MOST = 2_000;
/** Frames of a stack: those of Node and of packages come before the program's. */
const FRAMES = 50;

/** Resources that are answered by what is outside of the process, by another thread, or by real time. */
const REAL =
  /^(?:FSREQ\w*|FILEHANDLE\w*|FSEVENTWRAP|STATWATCHER|TCP\w*|PIPE(?:CONNECT|SERVER)?WRAP|PROCESSWRAP|GET(?:ADDR|NAME)INFOREQWRAP|QUERYWRAP|UDP\w*|TLSWRAP|ZLIB|MESSAGEPORT|WORKER|PBKDF2REQUEST|SCRYPTREQUEST|KEY\w*REQUEST|HASHREQUEST|CIPHERREQUEST|SIGNREQUEST|DERIVEBITSREQUEST|CHECKPRIMEREQUEST|RANDOMPRIMEREQUEST|Timeout|Immediate)$/;

/** Listens until it is stopped. */
export class RealInputs implements InputWatch {
  #site: Error | undefined = undefined;
  #type = "";
  #left = MOST;
  #modules = 0;
  readonly #hook = createHook({
    init: (_id, type, _trigger, resource) => {
      this.#left -= 1;
      if (this.#left < 0) this.#hook.disable();
      if (type === "PROMISE") foreignCode.made(resource);
      else if (this.#site === undefined && REAL.test(type)) this.#note(type);
    },
  });

  constructor() {
    this.#hook.enable();
  }

  /** See `InputWatch.restart`. */
  restart(): void {
    this.#site = undefined;
    this.#modules = modulesOfVitest();
    this.#left = MOST;
    this.#hook.enable();
  }

  /** See `InputWatch.awaited`. */
  awaited(promise: object): void {
    foreignCode.awaited(promise);
  }

  /** See `InputWatch.first`. */
  get first(): RealInput | undefined {
    const site = this.#site;
    // vitest asks another process for modules, over a connection that is open already.
    const isImport = site === undefined && modulesOfVitest() > this.#modules;
    if (isImport) return { call: "import()", position: undefined, isTime: false, stack: "" };
    if (site === undefined) return undefined;
    const isTime = this.#type === "Timeout" || this.#type === "Immediate";
    return { call: callIn(site, this.#type), position: positionOf(site), isTime, stack: programFrames(site) };
  }

  /** See `InputWatch.note`. */
  note(call: string, caller: (...values: never[]) => unknown): void {
    if (this.#site === undefined) this.#note(call, caller);
  }

  stop(): void {
    this.#hook.disable();
  }

  #note(type: string, caller?: (...values: never[]) => unknown): void {
    if (currentTask() === undefined) return;
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = FRAMES;
    const site = new Error("real input");
    if (caller !== undefined) Error.captureStackTrace(site, caller);
    Error.stackTraceLimit = limit;
    if (isSynchronous(site)) return;
    this.#site = site;
    this.#type = type;
  }
}

/** The modules that vitest has loaded, or is about to, in this thread; 0 without vitest. */
function modulesOfVitest(): number {
  const { __vitest_worker__: state } = globalThis as { readonly __vitest_worker__?: VitestState };
  return (state?.evaluatedModules?.idToModuleMap?.size ?? 0) + (state?.resolvingModules?.size ?? 0);
}

interface VitestState {
  readonly evaluatedModules?: { readonly idToModuleMap?: { readonly size: number } };
  readonly resolvingModules?: { readonly size: number };
}

/**
 * Whether a resource never waits: some synchronous functions create the same ones, and so does Node when it loads one of its
 * own modules, that of `Response` and `Headers` for example at their first use.
 */
function isSynchronous({ stack = "" }: Error): boolean {
  return /Sync\b|compileForInternalLoader|\bsyncBufferWrapper|structuredClone|WorkerStdio|at (?:get |Object\.|process\.)?(?:getStd|createWritableStdio)/.test(
    stack
      .split("\n")
      .filter((line) => line.includes("node:"))
      .join("\n"),
  );
}

/** What the program has called: the function of Node that the first code outside of Node has called. */
function callIn({ stack = "" }: Error, type: string): string {
  if (/node:internal\/modules\/esm|module-runner|vite-node/.test(stack)) return "import()";
  const lines = stack.split("\n").slice(1);
  const outside = lines.findIndex(
    (line) => line.includes("/") && !/node:|\bheddle\/src\/host\/real-input/.test(line) && !line.includes(OWN),
  );
  const called = lines[outside - 1];
  const name =
    called === undefined
      ? undefined
      : (/\[as (\w+)\]/.exec(called) ?? /at (?:async |new )?(?:[\w$]+\.)*([\w$]+) \(/.exec(called))?.[1];
  if (name === undefined || type === "ZLIB" || name === "emitInitNative") return NAMES.get(type) ?? type;
  return name;
}

const OWN = new URL("real-input", import.meta.url).pathname;

/** Resources that are created without a function of Node on the stack, or by one that does not have its own name. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ["ZLIB", "zlib"],
  ["MESSAGEPORT", "new MessageChannel"],
  ["Timeout", "a real setTimeout"],
  ["Immediate", "a real setImmediate"],
]);

function programFrames({ stack = "" }: Error): string {
  return stack
    .split("\n")
    .slice(1)
    .filter((line) => !line.includes("node:") && !line.includes(OWN))
    .join("\n");
}
