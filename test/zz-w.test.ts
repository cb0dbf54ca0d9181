import assert from "node:assert/strict";
import { explore, now, spawn } from "heddle";
import { test, vi } from "vitest";
const later = (delay: number, act?: () => void): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(() => resolve(act?.()), delay);
  });
test("w", async () => {
  const log: string[] = [];
  const r = await explore(
    async () => {
      log.push("=");
      let isReady = false;
      await spawn(async () => {
        await later(120);
        isReady = true;
        log.push(`ready ${now()}`);
      });
      await vi.waitFor(() => {
        log.push(`check ${now()}`);
        assert(isReady);
      });
      log.push(`end ${now()}`);
    },
    { executions: 30 },
  );
  console.log(String(r.brokenOff), r.executions, log.join("\n"));
});
