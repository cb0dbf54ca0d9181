// The one host of this thread, for all doors: explorations that it runs never overlap, whoever began them.

import type { Host } from "../explore/index.ts";
import { createNodeHost } from "./node-host.ts";

/** The machine, for everyone who has no reason for a host of their own. */
export const sharedHost: Host = createNodeHost();
