// Opening a file in the user's browser.

import { once } from "node:events";

/** What starts a browser has failed or ended by then, or it has become the browser. */
const STARTED_MS = 2000;

/** Opens a file. @returns whether a browser was started, as far as that can be known */
export async function openInBrowser(path: string): Promise<boolean> {
  const { default: open } = await import("open");
  try {
    const launcher = await open(path);
    // A launcher that finds no browser is started all the same, and says so by its exit code.
    launcher.ref();
    const ended: readonly unknown[] = await once(launcher, "exit", { signal: AbortSignal.timeout(STARTED_MS) }).finally(
      () => {
        launcher.unref();
      },
    );
    return ended[0] === 0;
  } catch (error) {
    return error instanceof Error && error.name === "AbortError";
  }
}
