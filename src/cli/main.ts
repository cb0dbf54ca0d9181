#!/usr/bin/env node
// The entry point of the `heddle` command, which sets the exit code of the process.

import { runCommand } from "./command.ts";

/** How long an open server or timer of a scenario file may keep the process alive. */
const LINGER_MS = 500;

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // The reader has closed the pipe, for example `heddle list | head -1`.
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

process.exitCode = await runCommand(process.argv.slice(2));
setTimeout(() => process.exit(), LINGER_MS).unref();
