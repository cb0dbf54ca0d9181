// Channels, workers and what was opened before the exploration: an execution that asks them is never passed, and the report
// names the call and its line.

import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { BroadcastChannel, MessageChannel, Worker } from "node:worker_threads";

import { explore, pause, spawn } from "heddle";
import type { Program } from "heddle";
import { afterAll, beforeAll, expect, test } from "vitest";

const ECHO =
  "const { parentPort } = require('node:worker_threads'); parentPort.on('message', (m) => parentPort.postMessage(m));";
const MODULE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
interface Compiling {
  readonly compile: (bytes: Uint8Array) => Promise<unknown>;
}

const webAssembly: Compiling = Reflect.get(globalThis, "WebAssembly");

const channel = new MessageChannel();
const [sender, receiver] = [new BroadcastChannel("early"), new BroadcastChannel("early")];
const worker = new Worker(ECHO, { eval: true });
const server = createServer((peer) => peer.pipe(peer));
const datagrams = createSocket("udp4");
let socket: Socket;

beforeAll(async () => {
  server.listen(0);
  datagrams.bind(0);
  await Promise.all([once(server, "listening"), once(datagrams, "listening"), once(worker, "online")]);
  socket = connect((server.address() as AddressInfo).port);
  await once(socket, "connect");
});
afterAll(async () => {
  socket.destroy();
  server.close();
  datagrams.close();
  for (const port of [channel.port1, sender, receiver]) port.close();
  await worker.terminate();
});

/** Calls the method with a list of what is transferred, as the rules of linting for windows demand an argument. */
function post(port: { postMessage(message: unknown, transferred: []): void }): void {
  port.postMessage(1, []);
}

function asking(ask: (answered: () => void) => void): () => Promise<void> {
  return () => new Promise((resolve) => ask(resolve));
}

const INPUTS: readonly (readonly [string, string, () => Promise<unknown>])[] = [
  [
    "a MessageChannel",
    "new MessageChannel",
    asking((answered) => {
      const { port1, port2 } = new MessageChannel();
      port2.once("message", answered);
      post(port1);
      setTimeout(() => port1.close(), 2_000).unref();
    }),
  ],
  [
    "a port from before",
    "postMessage",
    asking((answered) => {
      channel.port2.once("message", answered);
      post(channel.port1);
    }),
  ],
  [
    "a BroadcastChannel",
    "BroadcastChannel",
    asking((answered) => {
      const [one, other] = [new BroadcastChannel("late"), new BroadcastChannel("late")];
      other.addEventListener("message", answered);
      post(one);
      for (const each of [one, other]) each.unref();
    }),
  ],
  [
    "a BroadcastChannel from before",
    "postMessage",
    asking((answered) => {
      receiver.addEventListener("message", answered, { once: true });
      post(sender);
    }),
  ],
  [
    "a Worker",
    "Worker",
    asking((answered) => {
      new Worker("", { eval: true }).once("exit", answered);
    }),
  ],
  [
    "a worker from before",
    "postMessage",
    asking((answered) => {
      worker.once("message", answered);
      post(worker);
    }),
  ],
  [
    "a socket from before",
    "write",
    asking((answered) => {
      socket.once("data", answered);
      socket.write("x");
    }),
  ],
  [
    "a datagram",
    "send",
    asking((answered) => {
      datagrams.once("message", answered);
      datagrams.send("x", datagrams.address().port);
    }),
  ],
  ["a module of WebAssembly", "compile", () => webAssembly.compile(MODULE)],
];

function raced(ask: () => Promise<unknown>): Program {
  return async () => {
    await spawn("other", () => pause());
    await Promise.race([ask(), new Promise((resolve) => setTimeout(resolve, 1_000))]);
  };
}

test.each(INPUTS)("%s raced with a timer: undecided, with the call and a line", async (_what, call, ask) => {
  const { brokenOff, counterexamples, verdict } = await explore(raced(ask), { executions: 10 });
  expect({ counterexamples, verdict }).toEqual({ counterexamples: [], verdict: "undecided" });
  expect(brokenOff).toMatchObject({ code: "real-input" });
  expect(brokenOff?.message).toMatch(new RegExp(`by ${call} at line \\d+,`, "v"));
});

test.each(INPUTS)("%s that is awaited: never passed, with the call", async (_what, call, ask) => {
  const program: Program = async () => {
    await spawn("other", () => pause());
    await ask();
  };
  const { brokenOff, counterexamples, verdict } = await explore(program, { executions: 10 });
  expect(verdict).not.toBe("passed");
  const error = brokenOff ?? (counterexamples[0]?.error as Error);
  expect(error.message).toMatch(new RegExp(`${call} at line \\d+,`, "v"));
});

test("what a program prints is no input, in whatever way", async () => {
  const program: Program = async () => {
    await spawn("other", () => pause());
    process.stdout.write("");
    process.stderr.write("");
    await pause();
  };
  expect((await explore(program, { executions: 10 })).verdict).toBe("passed");
});
