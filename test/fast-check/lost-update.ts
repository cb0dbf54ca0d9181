// Workloads of up to 8 commands of several clients on one counter that loses updates.

import assert from "node:assert/strict";

import fc from "fast-check";
import { join, spawn } from "heddle";
import { cell } from "heddle/memory";

/** One command of a client. */
export class Command {
  readonly client: number;
  readonly kind: "increment" | "read";

  constructor(client: number, kind: "increment" | "read") {
    this.client = client;
    this.kind = kind;
  }

  toString(): string {
    return `${this.kind}@${this.client}`;
  }
}

/** Up to 8 commands of up to 4 clients. */
export const commands: fc.Arbitrary<Command[]> = fc.array(
  fc
    .record({ client: fc.nat({ max: 3 }), kind: fc.constantFrom("increment" as const, "read" as const) })
    .map(({ client, kind }) => new Command(client, kind)),
  { maxLength: 8 },
);

/** Runs each client's commands in a separate actor; afterwards the counter must contain all increments. */
export async function runCommands(list: readonly Command[]): Promise<void> {
  const counter = cell(0, "counter");
  const clients = [...new Set(list.map(({ client }) => client))].toSorted();
  const pids = [];
  for (const client of clients) {
    const body = async (): Promise<void> => {
      for (const { kind } of list.filter((command) => command.client === client)) {
        const value = await counter.read();
        if (kind === "increment") await counter.write(value + 1);
      }
    };
    pids.push(await spawn(`client-${client}`, body));
  }
  for (const pid of pids) await join(pid);
  assert.equal(await counter.read(), list.filter(({ kind }) => kind === "increment").length);
}
