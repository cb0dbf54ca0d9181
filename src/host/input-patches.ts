// Calls that use what was opened before the exploration: a port, a worker, a socket. No asynchronous resource is created for
// them, so that the calls themselves are noted as real input.

import dgram from "node:dgram";
import net from "node:net";
import { BroadcastChannel, MessagePort, Worker } from "node:worker_threads";

import { actingExecution } from "../kernel/index.ts";
import type { AnyFunction, Patch } from "./virtual/patch.ts";

const WEB_ASSEMBLY: object = Reflect.get(globalThis, "WebAssembly");

/** What is patched, by the name of the method, in the order in which a report names them. */
const CALLS: readonly (readonly [target: object, key: string, isReal?: (owner: object) => boolean])[] = [
  ...[MessagePort, BroadcastChannel, Worker].map(({ prototype }) => [prototype, "postMessage"] as const),
  [net.Socket.prototype, "_write", isConnected],
  [net.Socket.prototype, "_writev", isConnected],
  [dgram.Socket.prototype, "send"],
  [WEB_ASSEMBLY, "compile"],
  [WEB_ASSEMBLY, "instantiate"],
  [Atomics, "waitAsync"],
];

/** What must be replaced while explorations run. */
export const INPUT_PATCHES: readonly Patch[] = CALLS.map(([target, key, isReal]) => ({
  target,
  key,
  make: (real: AnyFunction) => noting(real, key === "_writev" || key === "_write" ? "write" : key, isReal),
}));

function noting(real: AnyFunction, call: string, isReal: ((owner: object) => boolean) | undefined): AnyFunction {
  return function noted(this: object, ...values: never[]): unknown {
    const inputs = actingExecution()?.attribution?.inputs;
    if (inputs !== undefined && isReal?.(this) !== false) inputs.note(call, noted);
    return Reflect.apply(real, this, values);
  };
}

/** Whether a socket is connected with something, other than what the process prints. */
function isConnected(socket: object): boolean {
  const handle: unknown = Reflect.get(socket, "_handle");
  return typeof handle === "object" && handle !== null && Reflect.get(socket, "_isStdio") !== true;
}
