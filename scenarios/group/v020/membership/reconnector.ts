// Nodes that refused a message: they are disconnected, and reconnected until that succeeds or has failed often enough.

import { receive, sleep } from "heddle";

import type { Instance } from "../instance.ts";
import { connectTo, disconnectFrom } from "./nodes.ts";

const INTERVAL = 1_000;

/** The body of the reconnector. */
export async function runReconnector(instance: Instance): Promise<never> {
  for (;;) {
    const { node } = await receive<{ readonly kind: "refused"; readonly node: string }>({ kind: "refused" });
    instance.reconnects += 1;
    await disconnectFrom(node);
    for (let attempt = 0; attempt < instance.settings.retries; attempt += 1) {
      await sleep(INTERVAL);
      if (await connectTo(node)) break;
    }
  }
}
