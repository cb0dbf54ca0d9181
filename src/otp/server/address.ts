// Addresses of servers: a pid, the result of starting a server, or a name in a registry.

import { CallFailed } from "../../kernel/index.ts";
import { Pid } from "../../trace/index.ts";
import type { Protocol } from "./protocol.ts";

/** A name in a registry. Any registry of names can provide such objects. `P` is the protocol of the named server. */
export interface ViaName<P extends Protocol = Protocol> {
  /** For messages. Default: `a name`. */
  readonly label?: string;
  /** Registers the calling actor; returns whether it now holds the name. */
  registerName(): Promise<boolean>;
  /** The living actor that holds the name, if there is one. */
  whereisName(): Promise<Pid | undefined>;
  /** Unregisters the name if the calling actor holds it. */
  unregisterName(): Promise<void>;
  /** Never set: it carries the type. */
  readonly protocol?: P;
}

/** A started server. */
export interface ServerRef<P extends Protocol> {
  /** The actor that serves. */
  readonly pid: Pid;
  /** Never set: it carries the type. */
  readonly protocol?: P;
}

/** The address of calls and casts. A bare pid carries no message types, nor does a name without a protocol. */
export type Address<P extends Protocol> = Pid | ServerRef<P> | ViaName<P> | ViaName;

/** The pid behind an address; a promise for a name, since looking it up is an operation. */
export function resolve(address: Address<Protocol>): Pid | Promise<Pid | undefined> {
  if (address instanceof Pid) return address;
  return "pid" in address ? address.pid : address.whereisName();
}

/** The failure of a call to a name that no actor holds. */
export function notRegistered(address: Address<Protocol>): CallFailed {
  const path = "label" in address && address.label !== undefined ? address.label : "a name";
  return new CallFailed({ path }, "noproc");
}
