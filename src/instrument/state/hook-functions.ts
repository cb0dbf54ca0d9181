// The functions that instrumented modules call: each looks for the hooks of an execution, and returns its argument.

import { HOOKS_KEY, STATE_HOOKS_KEY } from "../../trace/index.ts";
import type { StateHooks } from "../../trace/index.ts";

/** The function that gets the operand of each `await`. */
export const AWAIT = "__heddleAwait";
/** The function that gets what each `for await` iterates over. */
export const ITERATE = "__heddleIterate";

/** Function declarations, since these exist before the module is evaluated: modules may import each other in a cycle. */
export const AWAIT_FUNCTIONS: string =
  `;function ${AWAIT}(value){const hooks=globalThis.${HOOKS_KEY};return hooks===undefined?value:hooks.await(value)}` +
  `function ${ITERATE}(value){const hooks=globalThis.${HOOKS_KEY};return hooks===undefined?value:hooks.iterate(value)}`;

/** A function that tells a hook, and returns its first argument. */
function telling(name: string, parameters: string, hook: keyof StateHooks): string {
  const [first = ""] = parameters.split(",");
  return (
    `function __heddle${name}(${parameters}){const hooks=globalThis.${STATE_HOOKS_KEY};` +
    `if(hooks!==undefined)hooks.${hook}(${parameters});return ${first}}`
  );
}

/** A function that returns what a hook gives for its first argument. */
function replacing(name: string, parameters: string, hook: keyof StateHooks): string {
  const [first = ""] = parameters.split(",");
  return (
    `function __heddle${name}(${parameters}){const hooks=globalThis.${STATE_HOOKS_KEY};` +
    `return hooks===undefined?${first}:hooks.${hook}(${parameters})}`
  );
}

/** The functions that record plain state. */
export const STATE_FUNCTIONS: string = [
  telling("R", "object,key", "read"),
  telling("W", "object,key", "write"),
  telling("N", "object,name", "create"),
  telling("S", "object", "readAll"),
  telling("D", "object,shape", "destructure"),
  telling("A", "value", "touchEverything"),
  telling("U", "value", "use"),
  telling("K", "value", "keep"),
  telling("G", "value", "give"),
  telling("C", "type", "construct"),
  replacing("M", "object,key", "method"),
  replacing("F", "callee", "callee"),
  replacing("I", "iterable", "iterate"),
  `function __heddleP(value,object,key){__heddleW(object,key);return value}`,
  `function __heddleIn(key,object){__heddleR(object,key);return key in object}`,
  "var __heddleT;",
].join("");
