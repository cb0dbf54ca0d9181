// The network of one execution: who listens where, and what is on its way between the two ends of a connection.

import { actingExecution, stateOf } from "../../kernel/index.ts";

/** Where a server listens: a port, or the path of a local socket. */
export type Address = number | string;

/** The ports that the system chooses from, of which it takes the next one that is free. */
const FIRST_FREE = 49_152;
const FREE_PORTS = 4;

/** One direction of a connection: what was sent and not received; `null` is its end. */
export class Pipe {
  readonly name: string;
  readonly #chunks: (Uint8Array | null)[] = [];
  #take: ((chunk: Uint8Array | null) => void) | undefined = undefined;

  constructor(name: string) {
    this.name = name;
  }

  send(chunk: Uint8Array | null): void {
    const take = this.#take;
    this.#take = undefined;
    if (take === undefined) this.#chunks.push(chunk);
    else take(chunk);
  }

  /** The next chunk, when there is one. */
  receive(): Promise<Uint8Array | null> {
    const [chunk] = this.#chunks.splice(0, 1);
    if (chunk !== undefined) return Promise.resolve(chunk);
    return new Promise((resolve) => {
      this.#take = resolve;
    });
  }
}

/** One end of a connection. */
export interface End {
  readonly incoming: Pipe;
  readonly outgoing: Pipe;
  readonly port: Address;
}

/** A place where connections arrive. */
class Listener {
  readonly #waiting: End[] = [];
  #take: ((end: End | undefined) => void) | undefined = undefined;
  #count = 0;

  /** @returns the end of the client */
  connect(address: Address): End {
    this.#count += 1;
    const name = `${address}#${this.#count}`;
    const [there, back] = [new Pipe(`${name} to server`), new Pipe(`${name} to client`)];
    this.#deliver({ incoming: there, outgoing: back, port: address });
    return { incoming: back, outgoing: there, port: address };
  }

  /** The next connection; `undefined` once nobody listens any more. */
  accept(): Promise<End | undefined> {
    const [end] = this.#waiting.splice(0, 1);
    if (end !== undefined) return Promise.resolve(end);
    return new Promise((resolve) => {
      this.#take = resolve;
    });
  }

  close(): void {
    this.#take?.(undefined);
  }

  #deliver(end: End): void {
    const take = this.#take;
    this.#take = undefined;
    if (take === undefined) this.#waiting.push(end);
    else take(end);
  }
}

/** The network of one execution. */
export class Network {
  readonly #listeners = new Map<Address, Listener>();

  /** Binds an address; 0 is any free port. @returns the address that is bound */
  listen(wanted: Address): Address {
    const address = wanted === 0 ? this.#freePort() : wanted;
    if (this.#listeners.has(address)) throw failure("EADDRINUSE", "listen", address, "address already in use");
    this.#listeners.set(address, new Listener());
    return address;
  }

  accept(address: Address): Promise<End | undefined> {
    return this.#listeners.get(address)?.accept() ?? Promise.resolve(undefined);
  }

  close(address: Address): void {
    this.#listeners.get(address)?.close();
    this.#listeners.delete(address);
  }

  connect(address: Address): End {
    const listener = this.#listeners.get(address);
    if (listener === undefined) throw failure("ECONNREFUSED", "connect", address);
    return listener.connect(address);
  }

  /** Any of a few: a system may give out a port again that was freed a moment ago. */
  #freePort(): number {
    let free = FIRST_FREE + Math.floor(Math.random() * FREE_PORTS);
    while (this.#listeners.has(free)) free += 1;
    return free;
  }
}

const KEY = Symbol("network");

/** The network of the execution whose code runs. */
export function network(): Network {
  const execution = actingExecution();
  if (execution === undefined) throw new Error("the model of net is called in an execution");
  return stateOf(execution, KEY, () => new Network());
}

/** An error as Node makes it. */
export function failure(code: string, syscall: string, address: Address, what?: string): Error {
  const place = typeof address === "number" ? `127.0.0.1:${address}` : address;
  const details = typeof address === "number" ? { address: "127.0.0.1", port: address } : { address };
  const message = `${syscall} ${code}${what === undefined ? "" : `: ${what}`} ${place}`;
  return Object.assign(new Error(message), { code, syscall, ...details });
}
