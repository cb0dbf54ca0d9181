// Output of a worker thread without the detour through the main thread, which loses what is under way when the process
// ends.

import { writeSync } from "node:fs";

/** Makes this thread write its output to the process's own streams at once. */
export function writeDirectly(): void {
  for (const [stream, descriptor] of [
    [process.stdout, 1],
    [process.stderr, 2],
  ] as const) {
    stream.write = (chunk: string | Uint8Array, ...others: readonly unknown[]): boolean => {
      writeAll(descriptor, typeof chunk === "string" ? Buffer.from(chunk) : chunk);
      const callback = others.find((other) => typeof other === "function");
      if (callback !== undefined) queueMicrotask(callback as () => void);
      return true;
    };
  }
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      // The reader of a pipe that does not block is slower than the program.
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
