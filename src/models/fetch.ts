// The model of `fetch`: a function of the program answers.

import { port } from "../ports/index.ts";
import { activeModels } from "./install/active.ts";
import type { Replacement } from "./install/replace.ts";

const call = port(
  async (_method: string, _url: string, request: Request): Promise<Response> => {
    const handler = activeModels()?.fetch;
    if (handler === undefined) throw new Error("the model of fetch is called in an execution that has it");
    return handler(request);
  },
  {
    name: "fetch",
    touches: (_method, url) => new URL(url).origin,
    faults: { error: failed, lostAnswer: failed },
  },
);

/** `fetch`. */
export function fetchReplacements(): readonly Replacement[] {
  return [{ target: globalThis, key: "fetch", model: "fetch", virtual: virtualFetch }];
}

async function virtualFetch(input: string | URL | Request, options?: RequestInit): Promise<Response> {
  const request = new Request(input, options);
  const { signal } = request;
  signal.throwIfAborted();
  const answer = call(request.method, request.url, request);
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener("abort", () => {
      reject(signal.reason as Error);
    });
  });
  return Promise.race([answer, aborted]);
}

/** What `fetch` rejects with if the network fails. */
function failed(): TypeError {
  return new TypeError("fetch failed", { cause: Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }) });
}
