// A process that runs `heddle` commands one after the other for its parent. Most of a command's time is that of
// starting Node and loading heddle and a compiler, which tests of the output need not repeat.

import { fileURLToPath } from "node:url";

import type { runCommand as runCommandOf } from "../../src/cli/command.ts";

/** One command. */
export interface Asked {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

const MAIN = new URL("../../dist/cli/main.js", import.meta.url);
const COMMAND = new URL("command.js", MAIN).href;

async function answer({ args, cwd, env }: Asked): Promise<void> {
  const { runCommand } = (await import(COMMAND)) as { readonly runCommand: typeof runCommandOf };
  const printed = { stdout: "", stderr: "" };
  const writes = { stdout: process.stdout.write, stderr: process.stderr.write };
  const before = { ...process.env };
  for (const stream of ["stdout", "stderr"] as const) {
    process[stream].write = (text: string | Uint8Array): boolean => {
      printed[stream] += typeof text === "string" ? text : Buffer.from(text).toString();
      return true;
    };
  }
  const home = process.cwd();
  process.chdir(cwd);
  process.argv[1] = fileURLToPath(MAIN);
  Object.assign(process.env, env);
  try {
    const code = await runCommand(args);
    process.send?.({ ...printed, code });
  } finally {
    process.chdir(home);
    process.stdout.write = writes.stdout;
    process.stderr.write = writes.stderr;
    for (const name of Object.keys(env)) {
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before[name];
    }
  }
}

process.on("message", (asked: Asked) => {
  void answer(asked);
});
