// The functions of node:net, and those of the modules that stand on it.

import dgram from "node:dgram";
import dns from "node:dns";
import http from "node:http";
import https from "node:https";
import net from "node:net";
import tls from "node:tls";

import { notModelled } from "../install/not-modelled.ts";
import type { AnyFunction, Replacement } from "../install/replace.ts";
import { Server } from "./server.ts";
import { Socket } from "./socket.ts";

/** What reaches the network by other ways. */
const LACKING: readonly (readonly [object, string, readonly string[]])[] = [
  [dgram, "dgram", ["createSocket"]],
  [dns, "dns", ["lookup", "resolve", "resolve4", "resolve6"]],
  [http, "http", ["createServer", "get", "request"]],
  [https, "https", ["createServer", "get", "request"]],
  [tls, "tls", ["connect", "createServer"]],
];

/** All replacements. */
export function netReplacements(): readonly Replacement[] {
  const own: Readonly<Record<string, AnyFunction>> = {
    connect,
    createConnection: connect,
    createServer,
    Server: Server as unknown as AnyFunction,
    Socket: Socket as unknown as AnyFunction,
    Stream: Socket as unknown as AnyFunction,
  };
  return [
    ...Object.entries(own).map(([key, virtual]): Replacement => ({ target: net, key, model: "net", virtual })),
    ...LACKING.flatMap(([target, owner, keys]) =>
      keys.map((key): Replacement => ({ target, key, model: "net", virtual: notModelled(`${owner}.${key}`) })),
    ),
  ];
}

function connect(...values: readonly unknown[]): Socket {
  return new Socket().connect(...values);
}

function createServer(...values: readonly unknown[]): Server {
  return new Server(...values);
}
