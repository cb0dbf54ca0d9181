// A minimal server: an actor that handles one message at a time, answers requests and receives DOWNs. The scenarios build their
// registries on it, so that each of their steps is visible in the source.

import { receive, self, send, spawn } from "heddle";
import type { DownMessage, Pid } from "heddle";

/** The handlers of a server. They are created inside the server's own actor. */
export interface Behaviour<Request> {
  /** Returns the reply to a request. */
  answer(request: Request, from: Pid): unknown;
  /** Handles the DOWN of a monitored actor. */
  down?(message: DownMessage): unknown;
}

interface Envelope<Request> {
  readonly kind: "request";
  readonly from: Pid;
  readonly request: Request;
}

/** Starts a server. */
export function startServer<Request>(name: string, behave: () => Behaviour<Request>): Promise<Pid> {
  return spawn(name, async () => {
    const behaviour = behave();
    for (;;) {
      const message = await receive<DownMessage | Envelope<Request>>();
      if (message.kind === "down") {
        await behaviour.down?.(message);
      } else {
        const answer = await behaviour.answer(message.request, message.from);
        await send(message.from, { kind: "answer", answer });
      }
    }
  });
}

/** Sends a request to a server and waits for its reply; one call at a time in each actor. */
export async function call<Answer>(server: Pid, request: unknown): Promise<Answer> {
  await send(server, { kind: "request", from: self(), request });
  const { answer } = await receive<{ readonly kind: "answer"; readonly answer: Answer }>({ kind: "answer" });
  return answer;
}
