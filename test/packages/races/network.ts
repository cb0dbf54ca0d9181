// Ports of the network: get-port gives one port to two callers.

import assert from "node:assert/strict";
import { createServer } from "node:net";

import { join, spawn } from "heddle";
import type { Pid, Program } from "heddle";
import { fresh, withModels } from "heddle/models";

import type { Race } from "./race.ts";

type GetPort = () => Promise<number>;

/** Two servers that ask for a port each, and listen there. */
export function listening(load: () => GetPort): Program {
  return withModels(["net"], async () => {
    const getPort = load();
    const servers: Pid[] = [];
    for (const name of ["first", "second"])
      servers.push(
        await spawn(name, async () => {
          const port = await getPort();
          const failure = await new Promise((resolve) => {
            createServer()
              .on("error", resolve)
              .listen(port, () => {
                resolve(undefined);
              });
          });
          assert.equal(failure, undefined, "a port is given to one server");
        }),
      );
    for (const server of servers) await join(server);
  });
}

export const NETWORK: readonly Race[] = [
  {
    name: "get-port",
    kind: "ports",
    broken: { version: "5.0.0", program: listening(() => fresh<GetPort>("get-port-5.0.0", import.meta.url)) },
    fixed: { version: "5.1.0", program: listening(() => fresh<GetPort>("get-port-5.1.0", import.meta.url)) },
    failure: /a port is given to one server/,
    first: [1, 15, 10],
    sentence:
      "Fails when `first: net.listen answer` comes before `main: spawn second` and `main: spawn second` before `first: net.close answer`; passes when either is the other way round.",
    classes: undefined,
    // The fixed version reserves a port for some seconds, which may pass in competing time.
    options: { time: "lazy" },
  },
];
