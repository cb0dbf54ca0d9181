// GenServer.startLink: linked exits, and the reason passed to terminate.

import assert from "node:assert/strict";

import { exit, explore, join, kill, pause, receive, self, send, spawn, spawnLink, trapExit, unlink } from "heddle";
import type { ExitReason, Pid } from "heddle";
import { AlreadyStarted, GenServer, StartFailed } from "heddle/otp";
import type { ServerModule } from "heddle/otp";
import { Registry } from "heddle/registry";
import { expect, test } from "vitest";

import { allOutcomes, textOf } from "../all-outcomes.ts";

const LAZY = { time: "lazy" } as const;

/** Records the arguments of its terminate and its handleInfo. */
function listener(heard: string[], isTrapping: boolean): ServerModule<{ cast: string }, undefined> {
  return {
    init: async () => {
      await trapExit(isTrapping);
      return { state: undefined };
    },
    handleInfo(message, state) {
      if (typeof message === "object" && message.kind === "exit") heard.push(`info ${textOf(message.reason)}`);
      return { state };
    },
    handleCast: (reason, state) => ({ stop: reason, state }),
    terminate: (reason) => {
      heard.push(`terminate ${textOf(reason)}`);
    },
  };
}

/** A parent that starts a server with `startLink`, sends its pid to the caller and exits on request. */
async function parentOf(start: () => Promise<{ readonly pid: Pid }>): Promise<{ parent: Pid; child: Pid }> {
  const main = self();
  const parent = await spawn("parent", async () => {
    await send(main, (await start()).pid);
    await exit(await receive<string>());
  });
  return { parent, child: await receive<Pid>() };
}

test.each([
  [true, "broken", ["terminate broken"], "broken"],
  [true, "normal", ["terminate normal"], "normal"],
  [false, "broken", [], "broken"],
] as const)("when its parent ends: trapping %s, %s", async (isTrapping, reason, expected, end) => {
  const found = await allOutcomes(async (report) => {
    const heard: string[] = [];
    const { parent, child } = await parentOf(() => GenServer.startLink(listener(heard, isTrapping)));
    await send(parent, reason);
    report(JSON.stringify([textOf(await join(child)), heard]));
  }, LAZY);
  expect(found.outcomes).toEqual([JSON.stringify([end, expected])]);
});

test("a server that does not trap exits outlives a parent that exits normally", async () => {
  const found = await allOutcomes(async (report) => {
    const { parent, child } = await parentOf(() => GenServer.startLink(listener([], false)));
    await send(parent, "normal");
    await join(parent);
    await GenServer.stop(child, "asked");
    report(textOf(await join(child)));
  }, LAZY);
  expect(found.outcomes).toEqual(["asked"]);
});

test("the exit of another actor reaches handleInfo, and without a parent every exit does", async () => {
  const found = await allOutcomes(async (report) => {
    const heard: string[] = [];
    const { child } = await parentOf(() => GenServer.startLink(listener(heard, true)));
    await exit(child, "from main");
    await GenServer.stop(child);
    const free = await GenServer.start(listener(heard, true));
    await exit(free.pid, "from its starter");
    await GenServer.stop(free);
    report(heard.join());
  }, LAZY);
  expect(found.outcomes).toEqual(["info from main,terminate normal,info from its starter,terminate normal"]);
});

test("an exiting server stops its starter", async () => {
  const found = await allOutcomes(async (report) => {
    const { parent, child } = await parentOf(() => GenServer.startLink(listener([], false)));
    await GenServer.cast<{ cast: string }>(child, "broken");
    report(textOf(await join(parent)));
  }, LAZY);
  expect(found).toEqual({ executions: 1, outcomes: ["broken"] });
});

const failures: readonly (readonly [string, () => { stop: ExitReason }, string, string])[] = [
  ["refuses", () => ({ stop: "no disk" }), "no disk", "StartFailed"],
  ["throws", () => { throw new RangeError("no luck"); }, "crashed: RangeError: no luck", "RangeError"], // prettier-ignore
];

test.each(failures)("an init that %s ends a starter that does not trap exits", async (_how, init, reason) => {
  const found = await allOutcomes(async (report) => {
    const starter = await spawnLinkFree(() => GenServer.startLink({ init }));
    report(textOf(await join(starter)));
  }, LAZY);
  expect(found.outcomes).toEqual([reason]);
});

test.each(failures)(
  "an init that %s fails the start of one that does, with no message left",
  async (_how, init, _reason, name) => {
    const found = await allOutcomes(async (report) => {
      await trapExit(true);
      const error: unknown = await GenServer.startLink({ init }).catch((caught: unknown) => caught);
      assert.ok(error instanceof Error);
      await send(self(), "nothing else");
      report(`${error.name}, ${String(await receive())}`);
    }, LAZY);
    expect(found).toEqual({ executions: 1, outcomes: [`${name}, nothing else`] });
  },
);

test("a main actor that ends so is reported with the error of init", async () => {
  const report = await explore(
    async () => {
      await GenServer.startLink({ init: () => ({ stop: "no disk" }) });
    },
    { executions: 1, shrink: false },
  );
  expect(report.counterexamples[0]?.error).toEqual(new StartFailed("no disk"));
});

test("a failed assertion in init is a finding, regardless of monitors and links", async () => {
  const report = await explore(
    async () => {
      await trapExit(true);
      await GenServer.startLink({ init: () => assert.fail("wrong") }).catch(() => undefined);
    },
    { executions: 1, shrink: false },
  );
  expect(report.counterexamples[0]?.signature).toContain("main/actor at init");
});

test("a taken name fails the start and stops no actor", async () => {
  const found = await allOutcomes(async (report) => {
    const registry = await Registry.start({ keys: "unique" });
    const first = await GenServer.startLink(listener([], false), undefined, { via: registry.via("db") });
    const second = GenServer.startLink(listener([], false), undefined, { via: registry.via("db") });
    const error: unknown = await second.catch((caught: unknown) => caught);
    assert.ok(error instanceof AlreadyStarted);
    report(String(error.pid === first.pid));
  }, LAZY);
  expect(found.outcomes).toEqual(["true"]);
});

test("a server that undoes its link in init and is killed fails the start all the same", async () => {
  const found = await allOutcomes(async (report) => {
    const main = self();
    const module: ServerModule<object, undefined> = {
      init: async () => {
        await unlink(main);
        const server = self();
        await spawn("killer", () => kill(server));
        await receive("never");
        return { state: undefined };
      },
    };
    const error: unknown = await GenServer.startLink(module).catch((caught: unknown) => caught);
    report(error instanceof Error ? error.message : "started");
  }, LAZY);
  expect(found).toEqual({ executions: 1, outcomes: ["The call to main/actor-1 failed: killed."] });
});

test("what arrives at a server that is about to exit is not handled any more", async () => {
  const found = await allOutcomes(async (report) => {
    const heard: string[] = [];
    const { parent, child } = await parentOf(() => GenServer.startLink(listener(heard, true)));
    await GenServer.cast<{ cast: string }>(child, "done");
    await exit(child, "late");
    await send(parent, "broken");
    await join(child);
    await join(parent);
    report(heard.filter((line) => line.startsWith("terminate")).join());
  }, LAZY);
  expect(found.outcomes).toEqual(["terminate broken", "terminate done"]);
});

test("an asynchronous handler may receive, and what it does not take is handled later", async () => {
  const found = await allOutcomes(async (report) => {
    const heard: unknown[] = [];
    const module: ServerModule<{ cast: string }, undefined> = {
      init: () => ({ state: undefined }),
      async handleCast(_message, state) {
        heard.push(await receive("answer"));
        return { state };
      },
      handleInfo(message, state) {
        heard.push(message);
        return { state };
      },
    };
    const server = await GenServer.start(module);
    await GenServer.cast(server, "go");
    await send(server.pid, "other");
    await send(server.pid, "answer");
    await GenServer.stop(server);
    report(heard.join());
  }, LAZY);
  expect(found).toEqual({ executions: 3, outcomes: ["answer,other"] });
});

/** An actor without links. */
async function spawnLinkFree(body: () => Promise<unknown>): Promise<Pid> {
  const watcher = self();
  const guard = await spawn("guard", async () => {
    await trapExit(true);
    const starter = await spawnLink("starter", body);
    await send(watcher, starter);
    await receive({ kind: "exit", pid: starter });
  });
  const starter = await receive<Pid>();
  await join(guard);
  return starter;
}

test.each(["pairwise", "instant"] as const)(
  "a start that fails is heard of although another task of the starter has undone the link meanwhile: %s",
  async (signals) => {
    const found = await allOutcomes(
      async (report) => {
        const starter = await spawn("starter", async () => {
          const own = self();
          const init = async (): Promise<{ stop: string }> => {
            await send(own, self());
            await pause();
            return { stop: "refused" };
          };
          const started = GenServer.startLink({ init }).then(
            () => "started",
            (error: unknown) => (error instanceof StartFailed ? error.reason : "?"),
          );
          await unlink(await receive<Pid>());
          await exit(textOf(await started));
        });
        report(textOf(await join(starter)));
      },
      { ...LAZY, signals, strategy: "dfs" },
    );
    expect(found.outcomes).toEqual(["refused"]);
  },
);
