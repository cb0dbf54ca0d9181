// How a server is addressed: by pid, by what starting it gave, or by a name in a registry.

import { CallFailed } from "../../kernel/index.ts";
import { Pid } from "../../trace/index.ts";
import type { Protocol } from "./protocol.ts";

/** One name of one registry. Whoever can keep names can give such objects out. */
export interface ViaName {
  /** For messages. Default: `a name`. */
  readonly label?: string;
  /** Registers the calling actor; tells whether it holds the name now. */
  registerName(): Promise<boolean>;
  /** Who holds the name, if somebody alive does. */
  whereisName(): Promise<Pid | undefined>;
  /** Gives the name up if the calling actor holds it. */
  unregisterName(): Promise<void>;
}

/** A started server. */
export interface ServerRef<P extends Protocol> {
  readonly pid: Pid;
  /** Never set: it carries the type. */
  readonly protocol?: P;
}

/** Where calls and casts go. A bare pid or name says nothing of the types of messages. */
export type Address<P extends Protocol> = Pid | ServerRef<P> | ViaName;

/** The pid behind an address; a promise for a name, since looking it up is an operation. */
export function resolve(address: Address<Protocol>): Pid | Promise<Pid | undefined> {
  if (address instanceof Pid) return address;
  return "pid" in address ? address.pid : address.whereisName();
}

/** The failure of a call to a name that nobody holds. */
export function nobodyAt(address: Address<Protocol>): CallFailed {
  const path = "label" in address && address.label !== undefined ? address.label : "a name";
  return new CallFailed({ path }, "noproc");
}
