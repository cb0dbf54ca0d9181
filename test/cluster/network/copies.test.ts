// What the receiver of a message on another node sees of it.

import assert from "node:assert/strict";
import { receive, self, send, UsageError } from "heddle";
import { Cluster } from "heddle/cluster";
import { GenServer } from "heddle/otp";
import type { ServerModule, ServerRef } from "heddle/otp";
import { describe, test } from "vitest";

import { holdsUnderRandomAndPct } from "../../holds.ts";

/** Sends a value from node a to node b, changes it there afterwards, and gives what arrived. */
async function sentAcross<T>(value: T, change: (value: T) => void, messages?: "copied" | "shared"): Promise<T> {
  const cluster = await Cluster.start({ nodes: ["a", "b"], ...(messages === undefined ? {} : { messages }) });
  const receiver = self();
  const target = await cluster.node("b").spawn("target", async () => {
    const message = await receive();
    await send(receiver, [message]);
  });
  await cluster.node("a").spawn("source", async () => {
    await send(target, value);
    change(value);
  });
  const [arrived] = await receive<[T]>();
  return arrived;
}

describe("a message to another node", () => {
  test("is a copy: its sender may change what it has sent", async () => {
    await holdsUnderRandomAndPct(async () => {
      const order = {
        items: ["tea"],
        tags: new Map([["a", new Set([1])]]),
        at: new Date(5),
        bytes: new Uint8Array([1]),
      };
      const arrived = await sentAcross(order, (mine) => {
        mine.items.push("milk");
        mine.tags.get("a")?.add(2);
        mine.at.setTime(6);
        mine.bytes[0] = 2;
      });
      assert.deepEqual(arrived, {
        items: ["tea"],
        tags: new Map([["a", new Set([1])]]),
        at: new Date(5),
        bytes: new Uint8Array([1]),
      });
    });
  });

  test("has copies of errors, with their class and all their fields", async () => {
    await holdsUnderRandomAndPct(async () => {
      const failed = {
        why: Object.assign(new TypeError("closed", { cause: { port: 1 } }), { code: "E1", tries: [1] }),
      };
      const { stack } = failed.why;
      const { why } = await sentAcross(failed, (mine) => {
        mine.why.message = "open";
        mine.why.tries.push(2);
      });
      assert.ok(why instanceof TypeError);
      assert.deepEqual(
        [why.message, why.code, why.tries, why.cause, why.stack],
        ["closed", "E1", [1], { port: 1 }, stack],
      );
      assert.ok(!Object.keys(why).includes("message"));
    });
  });

  test("keeps its shape: cycles, holes, shared parts, objects without a prototype", async () => {
    await holdsUnderRandomAndPct(async () => {
      interface Shape {
        one: object;
        other: object;
        list: unknown[];
        whole?: Shape;
      }
      const part = { count: 1 };
      const list: unknown[] = [];
      list[1] = 1;
      const value = Object.assign(Object.create(null) as object, { one: part, other: part, list }) as Shape;
      value.whole = value;
      const arrived = await sentAcross(value, () => undefined);
      assert.notEqual(arrived, value);
      assert.equal(arrived.whole, arrived);
      assert.equal(arrived.one, arrived.other);
      assert.equal(Object.getPrototypeOf(arrived), null);
      assert.equal(0 in arrived.list, false);
    });
  });

  test("shares pids, functions and objects of classes", async () => {
    await holdsUnderRandomAndPct(async () => {
      class Handle {
        readonly id = 1;
      }
      const value = { pid: self(), run: (): void => undefined, handle: new Handle() };
      const arrived = await sentAcross(value, () => undefined);
      assert.equal(arrived.pid, value.pid);
      assert.equal(arrived.run, value.run);
      assert.equal(arrived.handle, value.handle);
    });
  });

  test("is the sender's own with `messages: shared`", async () => {
    await holdsUnderRandomAndPct(async () => {
      const value = { count: 1 };
      assert.equal(await sentAcross(value, () => undefined, "shared"), value);
    });
  });
});

test("a call to another node and its reply are copies", async () => {
  interface Keeping {
    call: { request: string[]; reply: string[] };
  }
  const keeper: ServerModule<Keeping, string[][]> = {
    init: () => ({ state: [] }),
    handleCall(request, _from, state) {
      state.push(request);
      return { reply: request, state };
    },
  };
  await holdsUnderRandomAndPct(async () => {
    const cluster = await Cluster.start({ nodes: ["a", "b"] });
    const main = self();
    await cluster.node("b").spawn("starter", async () => {
      await send(main, await GenServer.start(keeper));
    });
    const server = await receive<ServerRef<Keeping>>();
    await cluster.node("a").spawn("client", async () => {
      const request = ["tea"];
      const reply = await GenServer.call(server, request);
      request.push("milk");
      const again = await GenServer.call(server, ["end"]);
      await send(main, [reply, again]);
    });
    assert.deepEqual(await receive(), [["tea"], ["end"]]);
  });
});

test("another value of `messages` is a usage error", async () => {
  await holdsUnderRandomAndPct(async () => {
    await assert.rejects(
      Cluster.start({ nodes: ["a"], messages: "cloned" as "copied" }),
      (error) => error instanceof UsageError && error.code === "invalid-option",
    );
  });
});
