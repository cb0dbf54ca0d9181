// The models of connections and of fetch, through the doors of Node.

import assert from "node:assert/strict";
import net from "node:net";
import type { AddressInfo } from "node:net";
import { watch } from "node:fs";

import { explore, join, spawn, UsageError } from "heddle";
import { withModels } from "heddle/models";
import { expect, test } from "vitest";

async function findings(program: () => unknown, executions: number = 50): Promise<readonly string[]> {
  const report = await explore(program, { executions, stopAfter: 1, shrink: false });
  return [
    ...report.counterexamples.map(({ error }) => String(error)),
    ...(report.brokenOff === undefined ? [] : [String(report.brokenOff)]),
  ];
}

test("a server listens, takes connections, and both ends write and close", async () => {
  const program = withModels(["net"], async () => {
    const server = net.createServer((socket) => {
      socket.on("data", (data) => socket.end(`echo of ${String(data)}`));
    });
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const { port } = server.address() as AddressInfo;
    const client = await spawn("client", async () => {
      const socket = net.connect(port);
      socket.write("hello");
      const chunks: string[] = [];
      for await (const chunk of socket) chunks.push(String(chunk));
      assert.equal(chunks.join(""), "echo of hello");
    });
    await join(client);
    await new Promise((resolve) => server.close(resolve));
    assert.equal(server.listening, false);
  });

  expect(await findings(program)).toEqual([]);
});

test("a port that is taken, and one where nobody listens", async () => {
  const program = withModels(["net"], async () => {
    const listening = (server: net.Server, port: number): Promise<string> =>
      new Promise((resolve) => {
        server.on("error", (error) => resolve(String(error)));
        server.listen(port, () => resolve("listens"));
      });
    assert.equal(await listening(net.createServer(), 80), "listens");
    assert.match(await listening(new net.Server(), 80), /EADDRINUSE/);
    const refused = await new Promise((resolve) => new net.Socket().connect(81).on("error", resolve));
    assert.match(String(refused), /ECONNREFUSED/);
  });

  expect(await findings(program)).toEqual([]);
});

test("fetch is answered by a function, and can fail", async () => {
  const program = withModels(
    { fetch: async (request) => new Response(`at ${new URL(request.url).pathname}`) },
    async () => {
      const response = await fetch("https://example.org/path", { method: "POST", body: "data" });
      assert.equal(await response.text(), "at /path");
    },
  );

  expect(await findings(program)).toEqual([]);
  const report = await explore(program, { faults: { lostAnswer: 1 }, executions: 50, shrink: false });
  expect(report.counterexamples.map(({ error }) => String(error))).toEqual(["TypeError: fetch failed"]);
});

test("what is not modelled fails at once, by its name and line", async () => {
  const report = await explore(
    withModels(["fs"], () => {
      watch("/tmp");
    }),
    { executions: 1 },
  );

  const error = report.counterexamples[0]?.error;
  assert(error instanceof UsageError);
  expect(error.code).toBe("not-modelled");
  expect(error.message).toMatch(/^fs\.watch was called at .*net\.test\.ts:\d+, and the model of fs does not have it/);
});

test("what else a model is given is an error of its own", () => {
  expect(() => withModels(["dns" as "net"], () => undefined)).toThrow(/must be "fs" or "net"/);
  expect(() => withModels({ fetch: "x" as never }, () => undefined)).toThrow(/a function that answers a request/);
});
