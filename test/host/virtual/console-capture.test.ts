// What programs print inside executions is recorded for reports, or dropped.

// oxlint-disable no-console -- the programs under test print

import { choose, pause, spawn } from "heddle";
import type { Program } from "heddle";
import { expect, onTestFinished, test } from "vitest";

import { exploreOn } from "../../../src/explore/index.ts";
import type { ProgramOutput } from "../../../src/explore/index.ts";
import { createNodeHost } from "../../../src/host/index.ts";
import type { ConsoleMode } from "../../../src/host/index.ts";

/** What a failing program printed according to its report, and what reached the process's own streams. */
async function printedBy(
  program: Program,
  mode: ConsoleMode = "failing",
): Promise<{ readonly output: ProgramOutput | undefined; readonly direct: string }> {
  let direct = "";
  const { write } = process.stdout;
  onTestFinished(() => {
    process.stdout.write = write;
  });
  process.stdout.write = (text: string | Uint8Array): boolean => {
    direct += String(text);
    return true;
  };
  const { counterexamples } = await exploreOn(createNodeHost({ console: mode }), program, { executions: 50 });
  process.stdout.write = write;
  const [found] = counterexamples;
  expect(found).toBeDefined();
  return { output: found?.output, direct };
}

test("the failing execution's output is recorded, in order and by stream; nothing is printed", async () => {
  const printed = await printedBy(async () => {
    const drawn = await choose(3);
    console.log("drawn %d", drawn, { deep: [1] });
    console.error("to stderr");
    process.stdout.write("raw\n");
    process.stdout.write(new TextEncoder().encode("bytes\n"));
    if (drawn === 2) throw new Error("two");
  });

  expect(printed).toEqual({
    direct: "",
    output: {
      parts: [
        { stream: "stdout", text: "drawn 2 { deep: [ 1 ] }\n" },
        { stream: "stderr", text: "to stderr\n" },
        { stream: "stdout", text: "raw\nbytes\n" },
      ],
      cut: 0,
    },
  });
});

test("groups and counters of one execution do not reach the next", async () => {
  const { output } = await printedBy(async () => {
    console.group("group");
    console.count("times");
    if ((await choose(2)) === 1) throw new Error("one");
  });

  expect(output?.parts).toEqual([{ stream: "stdout", text: "group\n  times: 1\n" }]);
});

test("of long output the end is kept", async () => {
  const { output } = await printedBy(async () => {
    for (let line = 0; line < 30_000; line += 1) console.log("line", line);
    console.log("x".repeat(10));
    await Promise.all([pause(), pause()]);
    throw new Error("always");
  });

  const text = output?.parts.map((part) => part.text).join("") ?? "";
  expect(text).toHaveLength(65_536);
  expect(text).toMatch(/line 29999\nx{10}\n$/);
  expect(output?.cut).toBeGreaterThan(100_000);
});

test("a callback of write is called within the execution", async () => {
  const { output } = await printedBy(async () => {
    await spawn("other", pause);
    await new Promise((resolve) => {
      process.stdout.write("flushed", resolve);
    });
    await pause();
    throw new Error("after");
  });

  expect(output?.parts).toEqual([{ stream: "stdout", text: "flushed" }]);
});

test("what a check prints is recorded, too", async () => {
  const program = async (): Promise<void> => {
    await Promise.all([pause(), pause()]);
  };
  const check = (): void => {
    console.log("checked");
    throw new Error("check");
  };
  const { counterexamples } = await exploreOn(createNodeHost({ console: "failing" }), program, { checks: [check] });

  expect(counterexamples[0]?.output?.parts).toEqual([{ stream: "stdout", text: "checked\n" }]);
});

test("with none the output is dropped, with all it is printed as it comes", async () => {
  const program = async (): Promise<void> => {
    process.stdout.write("word\n");
    if ((await choose(2)) === 1) throw new Error("one");
  };

  expect(await printedBy(program, "none")).toEqual({ direct: "", output: undefined });
  const all = await printedBy(program, "all");
  expect(all.output).toBeUndefined();
  expect(all.direct).toContain("word\nword\n");
});
