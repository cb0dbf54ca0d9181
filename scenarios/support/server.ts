// A server in the plainest form: an actor that takes one message at a time, answers requests and hears of deaths.
// The scenarios build their registries on it, so that every step of theirs is in plain sight.

import { P } from "ts-pattern";

import { receive, self, send, spawn } from "heddle";
import type { DownMessage, Pid } from "heddle";

/** What a server does with what it hears. It is made inside the server's own actor. */
export interface Behaviour<Request> {
  /** Gives the answer to a request. */
  answer(request: Request, from: Pid): unknown;
  /** A monitored actor has ended. */
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
      const message = (await receive()) as DownMessage | Envelope<Request>;
      if (message.kind === "down") {
        await behaviour.down?.(message);
      } else {
        const answer = await behaviour.answer(message.request, message.from);
        await send(message.from, { kind: "answer", answer });
      }
    }
  });
}

/** Asks a server and waits for its answer; one call at a time in each actor. */
export async function call<Answer>(server: Pid, request: unknown): Promise<Answer> {
  await send(server, { kind: "request", from: self(), request });
  const { answer } = await receive({ kind: "answer", answer: P.any });
  return answer as Answer;
}
