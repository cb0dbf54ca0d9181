#!/usr/bin/env node
// The `heddle` command: starts it, and ends the process with its exit code.

import { runCommand } from "./command.ts";

/** How long what a scenario file left open, a server or a timer, may keep the process from ending. */
const LINGER_MS = 500;

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // Whoever read the output has seen enough: `heddle list | head -1`.
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

process.exitCode = await runCommand(process.argv.slice(2));
setTimeout(() => process.exit(), LINGER_MS).unref();
