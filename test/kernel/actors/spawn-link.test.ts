// Links that exist from the start of an actor, and unlinking.

import {
  exit,
  join,
  kill,
  link,
  receive,
  self,
  send,
  sleep,
  spawn,
  spawnLink,
  trapExit,
  unlink,
  UsageError,
} from "heddle";
import type { Pid } from "heddle";
import { expect, test } from "vitest";

import { allSchedules } from "../all-schedules.ts";

test("an actor spawned with a link takes its spawner with it in every interleaving", async () => {
  const { outcomes, executions } = await allSchedules(async (report) => {
    const parent = await spawn("parent", async () => {
      await spawnLink("child", () => exit("broken"));
      await receive("never");
    });
    report(await join(parent));
  });
  expect({ outcomes, executions }).toEqual({ outcomes: ['"broken"'], executions: 1 });
});

test("without the link being atomic the spawner may find the child gone", async () => {
  const { outcomes } = await allSchedules(async (report) => {
    const parent = await spawn("parent", async () => {
      await link(await spawn("child", () => exit("broken")));
      await receive("never");
    });
    report(await join(parent));
  });
  expect(outcomes).toEqual(['"broken"', '"noproc"']);
});

test("an actor spawned with a link ends with its spawner", async () => {
  const { outcomes } = await allSchedules(async (report) => {
    const main = self();
    const parent = await spawn("parent", async () => {
      await send(main, await spawnLink(() => receive("never")));
      await receive("never");
    });
    const child = await receive<Pid>();
    await kill(parent);
    report(await join(child));
  });
  expect(outcomes).toEqual(['"killed"']);
});

test("spawnLink takes a function", async () => {
  const { outcomes } = await allSchedules((report) => {
    try {
      // @ts-expect-error -- no body
      void spawnLink("name");
    } catch (error) {
      report(error instanceof UsageError ? error.code : error);
    }
  });
  expect(outcomes).toEqual(['"no-body"']);
});

test.each(["pairwise", "instant"] as const)(
  "an EXIT that is under way when its link is undone is dropped: %s",
  async (signals) => {
    const { outcomes } = await allSchedules(
      async (report) => {
        const other = await spawn("other", async () => {
          const child = await spawnLink("child", async () => {
            await receive("end");
            await exit("broken");
          });
          await send(child, "end");
          await unlink(child);
          await join(child);
          await receive("end");
          return "alive";
        });
        await send(other, "end");
        report(await join(other));
      },
      { signals },
    );
    // The EXIT may arrive before the unlink.
    expect(outcomes).toEqual(['"broken"', '"normal"']);
  },
);

test("when unlink has returned, no end of the other can come", async () => {
  const { outcomes } = await allSchedules(async (report) => {
    await trapExit(true);
    const child = await spawnLink("child", () => exit("broken"));
    await unlink(child);
    // Earlier messages precede this one.
    await send(self(), "unlinked");
    const first = await receive();
    if (first !== "unlinked") await receive("unlinked");
    await join(child);
    await sleep(1);
    await send(self(), "last");
    report([first === "unlinked" ? "none" : "before", (await receive()) === "last" ? "none" : "after"]);
  });
  expect(outcomes).toEqual(['["before","none"]', '["none","none"]']);
});
