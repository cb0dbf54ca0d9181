// A server of the model.

import { EventEmitter } from "node:events";

import { accept, close, listen } from "./calls.ts";
import type { Address } from "./network.ts";
import { addressOf, Socket } from "./socket.ts";

/** A server. */
export class Server extends EventEmitter {
  #address: Address | undefined = undefined;
  readonly #sockets = new Set<Socket>();
  #onClose: (() => void) | undefined = undefined;

  constructor(...values: readonly unknown[]) {
    super();
    const listener = values.findLast((value) => typeof value === "function");
    if (listener !== undefined) this.on("connection", listener as (socket: Socket) => void);
  }

  get listening(): boolean {
    return this.#address !== undefined;
  }

  listen(...values: readonly unknown[]): this {
    const listener = values.findLast((value) => typeof value === "function");
    if (listener !== undefined) this.once("listening", listener as () => void);
    listen(addressOf(values)).then(
      (address) => {
        this.#address = address;
        this.emit("listening");
        this.#accept(address);
      },
      (error: unknown) => {
        this.emit("error", error);
      },
    );
    return this;
  }

  address(): { readonly port: number; readonly address: string; readonly family: string } | string | null {
    if (typeof this.#address === "string") return this.#address;
    return this.#address === undefined ? null : { address: "127.0.0.1", family: "IPv4", port: this.#address };
  }

  /** Listens no more; it has closed when its connections have. */
  close(callback?: (error?: Error) => void): this {
    const address = this.#address;
    if (address === undefined) {
      const error = Object.assign(new Error("Server is not running."), { code: "ERR_SERVER_NOT_RUNNING" });
      if (callback !== undefined) queueMicrotask(() => callback(error));
      return this;
    }
    if (callback !== undefined) this.once("close", callback);
    this.#address = undefined;
    void close(address).then(() => {
      this.#onClose = () => {
        this.emit("close");
      };
      this.#closeIfDone();
    });
    return this;
  }

  getConnections(callback: (error: null, count: number) => void): this {
    const count = this.#sockets.size;
    queueMicrotask(() => {
      callback(null, count);
    });
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  #accept(address: Address): void {
    void accept(address).then((end) => {
      if (end === undefined) return;
      const socket = new Socket();
      socket.attach(end);
      this.#sockets.add(socket);
      socket.once("close", () => {
        this.#sockets.delete(socket);
        this.#closeIfDone();
      });
      this.#accept(address);
      this.emit("connection", socket);
    });
  }

  #closeIfDone(): void {
    if (this.#sockets.size === 0) this.#onClose?.();
  }
}
