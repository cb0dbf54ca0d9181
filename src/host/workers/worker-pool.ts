// Worker threads as a crew: jobs go to whoever is free, crashed workers are replaced.
//
// Each worker has at most two jobs, the one it does and the next, so that it need not wait for an answer to go on. It
// does them in order, so the oldest without an answer is the one it was doing when it crashed.

import { UncontrolledNondeterminism, UsageError } from "../../errors.ts";
import type { Crew, Job, Notice, Task, Work, WorkKind, WorkOrder } from "../../explore/index.ts";
import type { FromWorker } from "./messages.ts";
import { Hand } from "./worker-thread.ts";
import { unpackError } from "./serialized-error.ts";

/** Jobs that one worker has at a time. */
const MOST_JOBS = 2;

/** A job, and who waits for it. */
interface Assignment {
  readonly id: number;
  readonly job: Job;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** How many workers did not survive it. */
  crashes: number;
}

/** A worker and what it was given, oldest first. */
interface Place {
  readonly hand: Hand;
  readonly given: Assignment[];
  isOpen: boolean;
}

/** What a crew is gathered for, and from. */
export interface CrewTraits {
  readonly order: WorkOrder;
  readonly size: number;
  /** Numbers ascend, from exploration to exploration. */
  readonly exploration: number;
  /** Workers that wait for an exploration; those of this one join them. */
  readonly idle: Hand[];
}

/** The workers of one exploration, some of them kept from earlier ones. */
export class NodeCrew implements Crew {
  readonly size: number;
  readonly #exploration: number;
  readonly #order: WorkOrder;
  readonly #idle: Hand[];
  readonly #places: Place[] = [];
  readonly #waiting: Assignment[] = [];
  /** What a worker that joins later must hear first. */
  readonly #notices: Notice[] = [];
  #lastId = 0;
  #failure: { readonly error: unknown } | undefined;
  #onOpened: () => void = () => undefined;

  constructor({ exploration, idle, order, size }: CrewTraits) {
    this.#order = order;
    this.size = size;
    this.#exploration = exploration;
    this.#idle = idle;
  }

  /** Settles when all workers have loaded the program. */
  async open(): Promise<void> {
    while (this.#places.length < this.size) this.#engage(this.#idle.pop() ?? new Hand());
    while (this.#failure === undefined && this.#places.some(({ isOpen }) => !isOpen)) {
      await new Promise<void>((resolve) => {
        this.#onOpened = resolve;
      });
    }
    if (this.#failure === undefined) return;
    this.close();
    throw this.#failure.error;
  }

  run<Kind extends WorkKind>(kind: Kind, job: Work[Kind]["job"]): Promise<Work[Kind]["result"]> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure.error);
    return new Promise<unknown>((resolve, reject) => {
      this.#lastId += 1;
      this.#waiting.push({ id: this.#lastId, job: { kind, job } as Job, resolve, reject, crashes: 0 });
      this.#giveOut();
    }) as Promise<Work[Kind]["result"]>;
  }

  tell(notice: Notice): void {
    this.#notices.push(notice);
    for (const { hand } of this.#places) send(hand, notice);
  }

  cancel(): void {
    for (const { hand } of this.#places) hand.cancel(this.#exploration);
  }

  close(): void {
    this.cancel();
    for (const { given, hand, isOpen } of this.#places) {
      hand.keepAlive(false);
      hand.listener = undefined;
      const isFree = isOpen && given.length === 0 && this.#failure === undefined;
      if (isFree && hand.isAlive) {
        hand.send({ kind: "close" });
        this.#idle.push(hand);
      } else hand.dismiss();
    }
    this.#places.length = 0;
  }

  #engage(hand: Hand): void {
    if (!hand.isAlive) {
      this.#engage(new Hand());
      return;
    }
    const place: Place = { hand, given: [], isOpen: false };
    this.#places.push(place);
    hand.keepAlive(true);
    hand.listener = {
      heard: (message) => {
        this.#heard(place, message);
      },
      ended: (reason) => {
        this.#ended(place, reason);
      },
    };
    hand.send({ kind: "open", exploration: this.#exploration, order: this.#order });
    for (const notice of this.#notices) send(hand, notice);
  }

  #heard(place: Place, message: FromWorker): void {
    switch (message.kind) {
      case "opened":
        place.isOpen = true;
        this.#onOpened();
        break;
      case "answer":
        if (place.given[0]?.id === message.id) place.given.shift()?.resolve(message.result);
        this.#giveOut();
        break;
      case "failed":
        this.#fail(unpackError(message.error));
        break;
    }
  }

  #ended(place: Place, reason: string): void {
    this.#places.splice(this.#places.indexOf(place), 1);
    if (this.#failure !== undefined) return;
    const [crashed, ...others] = place.given;
    if (!place.isOpen) {
      this.#fail(this.#cannotLoad(reason));
      return;
    }
    this.#waiting.unshift(...others);
    if (crashed !== undefined) {
      crashed.crashes += 1;
      this.#waiting.unshift(crashed);
      if (crashed.crashes > 1) {
        this.#fail(this.#crashedTwice(place.hand.index, reason));
        return;
      }
    }
    this.#engage(new Hand());
    this.#giveOut();
  }

  /** Shares the waiting jobs evenly: nobody gets a second one while somebody has none. */
  #giveOut(): void {
    for (let jobs = 0; jobs < MOST_JOBS; jobs += 1) {
      for (const { given, hand } of this.#places) {
        if (given.length > jobs) continue;
        const next = this.#waiting.shift();
        if (next === undefined) return;
        given.push(next);
        send(hand, { ...next.job, id: next.id });
      }
    }
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = { error };
    for (const { reject } of [...this.#places.flatMap(({ given }) => given), ...this.#waiting]) reject(error);
    this.#waiting.length = 0;
    this.#onOpened();
  }

  #cannotLoad(reason: string): UsageError {
    return new UsageError(
      `A worker ended while it loaded ${this.#order.source.module}: ${reason}. A module must load in every thread, ` +
        "and explore nothing while it is loaded; or explore with workers: 1.",
      { code: "worker-cannot-load" },
    );
  }

  #crashedTwice(index: number, reason: string): UncontrolledNondeterminism {
    const { seed, source, strategy } = this.#order;
    return new UncontrolledNondeterminism(
      `Two workers did not survive the same executions of ${source.name}; the second ended in execution ${index + 1} of ` +
        `strategy "${strategy}" with seed "${seed}": ${reason}. A program must not end its thread, nor throw where no ` +
        "execution can catch it.",
      { code: "worker-crashed" },
    );
  }
}

function send(hand: Hand, task: Task): void {
  hand.send({ kind: "task", task });
}
