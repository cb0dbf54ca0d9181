// Ports of the network: get-port gives one port to two callers.

import assert from "node:assert/strict";

import { join, spawn } from "heddle";
import type { Pid, Program } from "heddle";
import { fresh, withModels } from "heddle/models";

import type { Race } from "./race.ts";

type GetPort = () => Promise<number>;

/** Two servers that ask for a port each. */
export function listening(load: () => GetPort): Program {
  return withModels(["net"], async () => {
    const getPort = load();
    const ports: number[] = [];
    const servers: Pid[] = [];
    for (const name of ["first", "second"])
      servers.push(
        await spawn(name, async () => {
          ports.push(await getPort());
        }),
      );
    for (const server of servers) await join(server);
    assert.notEqual(ports[0], ports[1], "a port is given to one server");
  });
}

export const NETWORK: readonly Race[] = [
  {
    name: "get-port",
    kind: "ports",
    broken: { version: "5.0.0", program: listening(() => fresh<GetPort>("get-port-5.0.0", import.meta.url)) },
    fixed: { version: "5.1.0", program: listening(() => fresh<GetPort>("get-port-5.1.0", import.meta.url)) },
    failure: /a port is given to one server/,
    first: [3, 5, 20],
    sentence: "Fails when `first: net.listen answer` comes before `main: spawn second`; passes the other way round.",
    lines: ["index.js:8", "index.js:10"],
    classes: undefined,
    // The fixed version reserves a port for some seconds, which may pass in competing time.
    options: { time: "lazy" },
  },
];
