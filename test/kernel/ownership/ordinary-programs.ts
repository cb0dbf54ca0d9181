// Random programs of ordinary code that runs one actor's work in another's call: queues, pools with a worker of their own,
// emitters, memoised promises, background work, timers of actors that have returned, kills in the middle.

import { EventEmitter } from "node:events";

import fc from "fast-check";

import { isAlive, join, kill, pause, receive, send, sleep, spawn } from "heddle";
import type { Pid, Program } from "heddle";
import { cell } from "heddle/memory";
import type { Cell } from "heddle/memory";
import { GenServer } from "heddle/otp";
import type { ServerModule } from "heddle/otp";

/** One action of an actor, and what it runs within. */
export type Action =
  | {
      readonly kind: "pause" | "write" | "read" | "openGate" | "awaitGate" | "emit" | "startPool" | "castOpen" | "tell";
    }
  | { readonly kind: "receive" }
  | { readonly kind: "sleep" | "await timer" | "kill"; readonly amount: number }
  | {
      readonly kind: "queue" | "pool" | "memo" | "background" | "timer" | "on" | "spawn";
      readonly isAwaited: boolean;
      readonly inner: readonly Action[];
    }
  | { readonly kind: "race" | "all"; readonly one: readonly Action[]; readonly other: readonly Action[] };

/** The bodies of the actors. */
export type Bodies = readonly (readonly Action[])[];

const { actions } = fc.letrec<{ action: Action; actions: readonly Action[] }>((tie) => ({
  actions: fc.array(tie("action"), { maxLength: 4, depthIdentifier: "actions" }),
  action: fc.oneof(
    { depthSize: "small", maxDepth: 3, depthIdentifier: "actions" },
    fc.record({
      kind: fc.constantFrom("pause", "write", "read", "openGate", "awaitGate", "emit", "startPool", "castOpen", "tell"),
    }),
    fc.record({ kind: fc.constantFrom("sleep", "await timer", "kill"), amount: fc.nat(3) }),
    fc.record({ kind: fc.constant("receive" as const) }),
    fc.record({
      kind: fc.constantFrom("queue", "pool", "memo", "background", "timer", "on", "spawn"),
      isAwaited: fc.boolean(),
      inner: tie("actions"),
    }),
    fc.record({ kind: fc.constantFrom("race", "all"), one: tie("actions"), other: tie("actions") }),
  ) as fc.Arbitrary<Action>,
}));

/** The bodies of a program. */
export const bodies: fc.Arbitrary<Bodies> = fc
  .tuple(fc.boolean(), fc.array(actions, { minLength: 1, maxLength: 4 }))
  .map(([hasPool, [first = [], ...others]]) => [hasPool ? [{ kind: "startPool" }, ...first] : first, ...others]);

type Job = () => Promise<void>;

/** What the actors of one execution share. */
class World {
  readonly store: Cell<number> = cell(0, "store");
  readonly emitter: EventEmitter = new EventEmitter();
  readonly actors: Pid[] = [];
  readonly gate: Promise<void>;
  openGate: () => void = () => undefined;
  memo: Promise<void> | undefined;
  castOpen: Job = () => Promise.resolve();
  readonly #queued: Job[] = [];
  #isBusy = false;
  readonly #pooled: Job[] = [];
  #wakeWorker: () => void = () => undefined;

  constructor() {
    this.gate = new Promise((resolve) => {
      this.openGate = resolve;
    });
  }

  /** One job at a time, started by the code that ended the one before. */
  enqueue(job: Job): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queued.push(() => job().then(resolve, reject));
      this.#startNext();
    });
  }

  /** Jobs that whoever has started the pool works off, in his own context. */
  submit(job: Job): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pooled.push(() => job().then(resolve, reject));
      this.#wakeWorker();
    });
  }

  async work(): Promise<void> {
    for (;;) {
      const job = this.#pooled.shift();
      if (job === undefined) {
        await new Promise<void>((resolve) => {
          this.#wakeWorker = resolve;
        });
      } else await job();
    }
  }

  #startNext(): void {
    const start = this.#isBusy ? undefined : this.#queued.shift();
    if (start === undefined) return;
    this.#isBusy = true;
    void start().finally(() => {
      this.#isBusy = false;
      this.#startNext();
    });
  }
}

interface GateProtocol {
  readonly cast: "open";
}

/** A server with a synchronous handler that settles what others wait for. */
const gatekeeper: ServerModule<GateProtocol, () => void, () => void> = {
  init: (open) => ({ state: open }),
  handleCast: (_open, open) => {
    open();
    return { state: open };
  },
};

async function run(list: readonly Action[], world: World): Promise<void> {
  for (const action of list) await perform(action, world);
}

async function perform(action: Action, world: World): Promise<void> {
  const ignore = (): void => undefined;
  switch (action.kind) {
    case "pause":
      return pause();
    case "write":
      return world.store.write(1);
    case "read":
      return void (await world.store.read());
    case "openGate":
      return world.openGate();
    case "awaitGate":
      return world.gate;
    case "emit":
      return void world.emitter.emit("event");
    case "startPool":
      return void world.work();
    case "castOpen":
      return world.castOpen();
    case "tell":
      for (const pid of world.actors) if (await isAlive(pid)) await send(pid, "hello");
      return undefined;
    case "receive":
      return void (await receive("hello", { timeout: 4 }));
    case "sleep":
      return sleep(action.amount);
    case "await timer":
      return new Promise((resolve) => {
        setTimeout(resolve, action.amount);
      });
    case "kill": {
      const victim = world.actors[action.amount];
      return victim === undefined ? undefined : kill(victim);
    }
    case "race":
      return Promise.race([run(action.one, world), run(action.other, world)]);
    case "all":
      await Promise.all([run(action.one, world), run(action.other, world)]);
      return undefined;
    case "on":
      // The pause ends what would otherwise be an endless recursion, if the listener emits the event.
      world.emitter.on(
        "event",
        () =>
          void pause()
            .then(() => run(action.inner, world))
            .catch(ignore),
      );
      return undefined;
    case "timer":
      setTimeout(() => void run(action.inner, world).catch(ignore), 2);
      return undefined;
    case "queue":
    case "pool":
    case "memo":
    case "background":
    case "spawn": {
      const begun = begin(action.kind, () => run(action.inner, world), world);
      begun.catch(ignore);
      return action.isAwaited ? begun : undefined;
    }
  }
}

function begin(kind: "queue" | "pool" | "memo" | "background" | "spawn", job: Job, world: World): Promise<void> {
  switch (kind) {
    case "queue":
      return world.enqueue(job);
    case "pool":
      return world.submit(job);
    case "memo":
      return (world.memo ??= job());
    case "background":
      return job();
    case "spawn":
      return spawn(job).then(() => undefined);
  }
}

/** The program whose actors have these bodies. */
export function programOf(lists: Bodies): Program {
  return async () => {
    const world = new World();
    const server = await GenServer.start(gatekeeper, () => {
      world.openGate();
    });
    world.castOpen = () => GenServer.cast(server, "open");
    for (const list of lists) world.actors.push(await spawn(() => run(list, world)));
    for (const pid of world.actors) await join(pid);
  };
}
