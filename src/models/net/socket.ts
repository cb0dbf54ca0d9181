// A socket of the model: a stream whose data come and go by calls of ports.

import { Duplex } from "node:stream";
import { callbackify } from "node:util";

import { connect, receive, send } from "./calls.ts";
import type { Address, End } from "./network.ts";

type Done = (error?: Error | null) => void;

/** What a socket is connected to. */
export interface Target {
  readonly port?: number | string | undefined;
  readonly host?: string | undefined;
  readonly path?: string | undefined;
}

/** A socket. */
export class Socket extends Duplex {
  connecting: boolean = false;
  remotePort: Address | undefined = undefined;
  readonly remoteAddress: string = "127.0.0.1";
  #end: End | undefined = undefined;
  #isReading = false;

  constructor(options: { readonly allowHalfOpen?: boolean | undefined } = {}) {
    super({ allowHalfOpen: options.allowHalfOpen ?? false, emitClose: true, autoDestroy: true });
  }

  get pending(): boolean {
    return this.#end === undefined;
  }

  /** Connects, by a port or a path, or options with one. */
  connect(...values: readonly unknown[]): this {
    const target = addressOf(values);
    const listener = values.findLast((value) => typeof value === "function");
    if (listener !== undefined) this.once("connect", listener as () => void);
    this.connecting = true;
    connect(target).then(
      (end) => {
        if (this.destroyed) void send(end.outgoing, null);
        else this.attach(end);
      },
      (error: unknown) => {
        this.connecting = false;
        this.destroy(error as Error);
      },
    );
    return this;
  }

  /** Takes one end of a connection. */
  attach(end: End): void {
    this.#end = end;
    this.connecting = false;
    this.remotePort = end.port;
    this.emit("connect");
    this.emit("ready");
    if (this.#isReading) this.#receive(end);
  }

  override _read(): void {
    if (this.#isReading) return;
    this.#isReading = true;
    if (this.#end !== undefined) this.#receive(this.#end);
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: Done): void {
    this.#whenConnected((end) => {
      settle(send(end.outgoing, chunk), done);
    });
  }

  override _final(done: Done): void {
    this.#whenConnected((end) => {
      settle(send(end.outgoing, null), done);
    });
  }

  override _destroy(error: Error | null, done: Done): void {
    if (this.#end !== undefined && !this.writableFinished) send(this.#end.outgoing, null).catch(ignore);
    done(error);
  }

  /** Sockets keep nothing alive. */
  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  setTimeout(milliseconds: number, listener?: () => void): this {
    // One timer from now on: what happens meanwhile does not put it off, as if nothing did.
    if (listener !== undefined) this.once("timeout", listener);
    if (milliseconds > 0) setTimeout(() => this.emit("timeout"), milliseconds).unref();
    return this;
  }

  #whenConnected(use: (end: End) => void): void {
    if (this.#end !== undefined) use(this.#end);
    else
      this.once("connect", () => {
        if (this.#end !== undefined) use(this.#end);
      });
  }

  #receive(end: End): void {
    receive(end.incoming).then(
      (chunk) => {
        if (this.destroyed) return;
        this.#isReading = false;
        // Asks for more by _read, if the reader is not behind.
        this.push(chunk === null ? null : Buffer.from(chunk));
      },
      (error: unknown) => {
        this.destroy(error as Error);
      },
    );
  }
}

/** Where `listen` and `connect` go: a port, a path, or options with one. */
export function addressOf(values: readonly unknown[]): Address {
  const [first] = values;
  if (typeof first === "object" && first !== null) {
    const { path, port = 0 } = first as Target;
    return path ?? Number(port);
  }
  if (typeof first === "string" && !/^\d+$/.test(first)) return first;
  return first === undefined || typeof first === "function" ? 0 : Number(first);
}

/** Tells a stream that a call is done. */
function settle(call: Promise<void>, done: Done): void {
  callbackify(() => call)(done);
}

function ignore(): void {
  // The other end is told nothing.
}
