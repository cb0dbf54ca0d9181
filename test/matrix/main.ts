// Prints the digests of one way of running, in a process of its own: the digests must not wait for the module that runs them.

import { digests } from "./digest.ts";
import type { Way } from "./digest.ts";

process.stdout.write(JSON.stringify(await digests(JSON.parse(process.argv[2] ?? "{}") as Way)));
