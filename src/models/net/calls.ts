// The calls of node:net as ports.

import { port } from "../../ports/index.ts";
import { failure, network } from "./network.ts";
import type { Address, End, Pipe } from "./network.ts";

/** What all servers share: which ports are bound. */
const PORTS = "net ports";

/** Binds at once, as Node does; that it is done is told later. */
export const listen: (address: Address) => Promise<Address> = port(
  async (address: Address) => network().listen(address),
  {
    name: "net.listen",
    latency: "answer",
    touches: () => PORTS,
    faults: { twice: false, lostAnswer: false },
  },
);

/** The next connection of a server. */
export const accept: (address: Address) => Promise<End | undefined> = port(
  (address: Address) => network().accept(address),
  {
    name: "net.accept",
    latency: "answer",
    touches: (address) => ({ read: PORTS, write: `net ${address}` }),
    faults: { twice: false, lostAnswer: false },
  },
);

/** Frees a port at once. */
export const close: (address: Address) => Promise<void> = port(
  async (address: Address) => {
    network().close(address);
  },
  { name: "net.close", latency: "answer", touches: () => PORTS, faults: { twice: false, lostAnswer: false } },
);

/** Connects to a server. */
export const connect: (address: Address) => Promise<End> = port(
  async (address: Address) => network().connect(address),
  {
    name: "net.connect",
    touches: (address) => ({ read: PORTS, write: `net ${address}` }),
    faults: {
      error: () => failure("ETIMEDOUT", "connect", 0),
      lostAnswer: () => failure("ETIMEDOUT", "connect", 0),
      twice: false,
    },
  },
);

/** Sends what a program writes; `null` is the end. */
export const send: (pipe: Pipe, chunk: Uint8Array | null) => Promise<void> = port(
  async (pipe: Pipe, chunk: Uint8Array | null) => {
    pipe.send(chunk);
  },
  { name: "net.write", touches: (pipe) => pipe.name, faults: { error: reset, lostAnswer: reset, twice: false } },
);

/** What arrives next: waiting for it takes no time, its arrival does. */
export const receive: (pipe: Pipe) => Promise<Uint8Array | null> = port((pipe: Pipe) => pipe.receive(), {
  name: "net.read",
  latency: "answer",
  touches: (pipe) => pipe.name,
  faults: { lostAnswer: reset, twice: false },
});

function reset(): Error {
  return Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET", syscall: "read" });
}
