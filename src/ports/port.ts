// One function as a port.

import { checkOptionNames, invalidOption } from "../options.ts";
import { currentTask } from "../kernel/index.ts";
import { CallKind } from "./call.ts";
import { PORT_OPTIONS, portTraits } from "./port-options.ts";
import type { PortOptions } from "./port-options.ts";

/**
 * Wraps an async function whose call leaves the program: a query, a request, a file. In an execution the scheduler decides
 * when a call takes effect and when its answer arrives; faults of the kinds `error`, `lostAnswer`, `hang`, `twice` and
 * `late` can befall it. The function itself stays ordinary code. Outside of executions the port is the function. A port of
 * Cockburn, "Hexagonal architecture" (2005).
 * @throws UsageError (`invalid-option`, `unknown-option`)
 * @example
 * const fetchUser = port(async (id: string) => users.get(id), { touches: (id) => ({ read: id }) });
 */
export function port<Args extends readonly unknown[], Result>(
  outside: (...args: Args) => Result,
  options: PortOptions<Args> = {},
): (...args: Args) => Result {
  if (typeof outside !== "function")
    throw invalidOption("What port() wraps", "a function; for all methods of an object there is ports()", outside);
  checkOptionNames(options, PORT_OPTIONS, "a port");
  return wrap(outside, new CallKind(portTraits(options as PortOptions<never>, "a port", outside.name)));
}

/** The port of a function: the function itself outside of executions. */
export function wrap<Args extends readonly unknown[], Result>(
  outside: (...args: Args) => Result,
  kind: CallKind,
): (...args: Args) => Result {
  return function called(this: unknown, ...args: Args): Result {
    const run = (): unknown => Reflect.apply(outside, this, args) as unknown;
    return (currentTask() === undefined ? run() : kind.call(run, args)) as Result;
  };
}
