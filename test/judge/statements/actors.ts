// Statements on actors: messages, links, monitors, exits, cancellation, children.

import {
  cancel,
  demonitor,
  endFaults,
  exit,
  isAlive,
  join,
  kill,
  link,
  monitor,
  P,
  receive,
  resume,
  send,
  shield,
  spareFromFaults,
  spawn,
  spawnLink,
  suspend,
  trapExit,
  unlink,
} from "heddle";
import type { Pid } from "heddle";

import type { Statement } from "./statement.ts";
import { beginActor, childOf, pidOf, plain } from "./world.ts";
import type { Handlers, Me, RunAll, World } from "./world.ts";

/** A message that a receive takes: one, any, or those for which a predicate holds. */
export type MessagePattern = number | "any" | "odd" | "not a number";

type AboutActor =
  | "monitor"
  | "link"
  | "unlink"
  | "exit"
  | "kill"
  | "cancel"
  | "isAlive"
  | "join"
  | "suspend"
  | "resume";

/** On actors. `of` and `to` are indexes of actors, 0 the main actor. */
export type ActorStatement =
  | { readonly do: "send"; readonly to: number; readonly message: number }
  | { readonly do: "receive"; readonly pattern: MessagePattern; readonly timeout?: number }
  | { readonly do: "receiveAll"; readonly timeout: number }
  | { readonly do: AboutActor; readonly of: number }
  | { readonly do: "demonitor" | "trapExit" | "leave" | "fail" | "spareFromFaults" | "endFaults" }
  | { readonly do: "spawn" | "spawnLink" | "shield"; readonly body: readonly Statement[] };

const about =
  (act: (pid: Pid) => unknown) =>
  (world: World, me: Me, { of }: { readonly of: number }): unknown =>
    act(pidOf(world, me, of));

/** What they do. */
export const ACTORS: Handlers<ActorStatement> = {
  send: (world, me, { message, to }) => send(pidOf(world, me, to), message),
  receive: (_world, _me, { pattern, timeout }) => received(pattern, timeout),
  async receiveAll(_world, me, { timeout }) {
    for (let message = await received("any", timeout); message !== "nothing";) {
      me.log.push(plain(message));
      message = await received("any", timeout);
    }
  },
  async monitor(world, me, { of }) {
    me.monitors.push(await monitor(pidOf(world, me, of)));
  },
  async demonitor(_world, me) {
    const ref = me.monitors.pop();
    if (ref !== undefined) await demonitor(ref);
  },
  link: about(link),
  unlink: about(unlink),
  exit: about((pid) => exit(pid, "asked")),
  kill: about(kill),
  cancel: about(cancel),
  isAlive: about(isAlive),
  join: about(join),
  suspend: about(suspend),
  resume: about(resume),
  trapExit: () => trapExit(true),
  leave: () => exit("leaves"),
  spareFromFaults: () => spareFromFaults(),
  endFaults: () => endFaults(),
  fail: (_world, { name }) => {
    throw new Failure(`${name} fails`);
  },
  shield: (world, me, { body }, runAll) => shield(() => runAll(world, me, body)),
  spawn: (world, me, { body }, runAll) => startChild(spawn, world, me, { body, runAll }),
  spawnLink: (world, me, { body }, runAll) => startChild(spawnLink, world, me, { body, runAll }),
};

/** Ends its actor. */
export class Failure extends Error {
  override readonly name: string = "Failure";
}

async function received(pattern: MessagePattern, timeout: number | undefined): Promise<unknown> {
  const options = timeout === undefined ? {} : { timeout };
  const message: unknown = await receive(typeof pattern === "number" ? pattern : PATTERNS[pattern], options);
  return message ?? "nothing";
}

const PATTERNS = {
  any: P.any,
  odd: P.when((message: unknown) => message === 1),
  "not a number": P.not(P.number),
};

async function startChild(
  start: (name: string, body: () => Promise<void>) => Promise<Pid>,
  world: World,
  me: Me,
  { body, runAll }: { readonly body: readonly Statement[]; readonly runAll: RunAll },
): Promise<void> {
  const name = childOf(me);
  await start(name, () => runAll(world, beginActor(world, name, me.known), body));
}
