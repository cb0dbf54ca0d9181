// The oracle of the registry scenarios: requests, replies and deaths. It is kept by the actors that make requests and by
// those that observe deaths, never by the registry under test, and it is plain data without operations: it adds no
// scheduling point. A violated rule is an assertion error, which ends the execution; its message ends with the whole
// journal.

import { AssertionError } from "node:assert";

import { Pid, self } from "heddle";

interface Claim {
  readonly key: string;
  readonly owner: Pid;
}

/** One execution's journal. Create it inside the program. */
export class ClaimJournal {
  readonly #lines: string[] = [];
  readonly #standing: Claim[] = [];
  readonly #serving: Claim[] = [];
  /** Actors known to be dead: a subset of the dead actors. */
  readonly #dead = new Set<Pid>();
  /** The actors known to be dead at the time of a request. */
  readonly #deadWhenAsked = new Map<Pid, ReadonlySet<Pid>>();
  readonly #jobs = new Set<string>();
  readonly #given = new Set<Pid>();

  /** Records that the calling actor is about to request a key. */
  asks(key: string): void {
    this.#write(`${self().path} asks for ${key}`);
    this.#deadWhenAsked.set(self(), new Set(this.#dead));
  }

  /**
   * Records that the calling actor was granted a unique key. Rule RI2: no two living actors hold the same grant,
   * unless one has released the key.
   */
  granted(key: string): void {
    const owner = self();
    this.#write(`${owner.path} is told: ${key} is yours`);
    const rival = this.#standing.find((claim) => claim.key === key && this.#counts(claim) && claim.owner !== owner);
    this.#standing.push({ key, owner });
    if (rival === undefined) return;
    this.#fail(`RI2: ${rival.owner.path} and ${owner.path} are alive and both own ${key}`, "granted");
  }

  /**
   * Records that the calling actor was refused a key of `holder`. Rule RI7 for a registry with takeover: the holder was alive
   * at some point of the call.
   */
  refused(key: string, holder: Pid): void {
    this.#write(`${self().path} is told: ${key} belongs to ${holder.path}`);
    if (this.#deadWhenAsked.get(self())?.has(holder) !== true) return;
    this.#fail(`RI7: ${self().path} was refused ${key} for ${holder.path}, dead before it asked`, "refused");
  }

  /** Records that the calling actor is about to release a key. */
  gaveBack(key: string): void {
    const owner = self();
    this.#write(`${owner.path} gives ${key} back`);
    const index = this.#standing.findIndex((claim) => claim.key === key && claim.owner === owner);
    if (index >= 0) this.#standing.splice(index, 1);
  }

  /** Records that the calling actor considers a key its own, with or without a reply; checked by `expectFound`. */
  relies(key: string): void {
    this.#write(`${self().path} takes ${key} for its own`);
    this.#standing.push({ key, owner: self() });
  }

  /** Records that the calling actor exits: it no longer owns or serves a key. */
  retires(): void {
    const owner = self();
    this.#write(`${owner.path} retires`);
    for (const claims of [this.#standing, this.#serving]) {
      const others = claims.filter((claim) => claim.owner !== owner);
      claims.splice(0, claims.length, ...others);
    }
  }

  /** Records that the calling actor serves a key. Rule KI1: at most one living actor does. */
  serves(key: string): void {
    const owner = self();
    this.#write(`${owner.path} serves ${key}`);
    const rival = this.#serving.find((claim) => claim.key === key && this.#counts(claim));
    this.#serving.push({ key, owner });
    if (rival !== undefined) this.#fail(`KI1: ${rival.owner.path} and ${owner.path} both serve ${key}`, "serves");
  }

  /**
   * Records the actor that the calling actor was given for a key. Rule KI2: it is an actor, and was not known to be dead
   * at the time of the request.
   */
  given(key: string, actor: unknown): void {
    this.#write(`${self().path} is given ${actor instanceof Pid ? actor.path : String(actor)} for ${key}`);
    if (!(actor instanceof Pid)) this.#fail(`KI2: ${self().path} was given no actor, but ${String(actor)}`, "given");
    this.#given.add(actor);
    if (this.#deadWhenAsked.get(self())?.has(actor) !== true) return;
    this.#fail(`KI2: ${self().path} was given ${actor.path}, dead before it asked`, "given");
  }

  /** At quiescence, rule K6: each serving actor was returned to a caller. */
  expectAllGiven(): void {
    const stray = this.#serving.find((claim) => this.#counts(claim) && !this.#given.has(claim.owner));
    if (stray === undefined) return;
    this.#fail(`K6: ${stray.owner.path} serves ${stray.key}, but nobody was given it`, "expectAllGiven");
  }

  /** Records a job that an actor has accepted. */
  entrusted(job: string, owner: Pid): void {
    this.#write(`${self().path} entrusts ${job} to ${owner.path}`);
    this.#jobs.add(job);
  }

  /** Records that a job is settled: done, or reported to its requester as not done. */
  settled(job: string, how: "done" | "refused"): void {
    this.#write(`${self().path} knows ${job} ${how}`);
    this.#jobs.delete(job);
  }

  /** Records a death, after a join or a DOWN, before a successor makes a request. */
  dead(pid: Pid): void {
    this.#write(`${pid.path} is dead`);
    this.#dead.add(pid);
  }

  /** At quiescence, rule RI5: a lookup shows every living owner that has not released the key. */
  expectFound(key: string, found: readonly Pid[]): void {
    const lost = this.#standing.find(
      (claim) => claim.key === key && this.#counts(claim) && !found.includes(claim.owner),
    );
    if (lost === undefined) return;
    const shown = found.length === 0 ? "nobody" : found.map(({ path }) => path).join(", ");
    this.#fail(`RI5: ${lost.owner.path} lives and owns ${key}, but a lookup finds ${shown}`, "expectFound");
  }

  /** At quiescence, rule RI3: no row belongs to a dead actor. */
  expectNoGhosts(rows: readonly (readonly [key: string, owner: Pid])[]): void {
    const ghost = rows.find(([, owner]) => this.#dead.has(owner));
    if (ghost === undefined) return;
    this.#fail(`RI3: ${ghost[0]} still belongs to ${ghost[1].path}, which is dead`, "expectNoGhosts");
  }

  /** At quiescence: every job is settled. */
  expectSettled(): void {
    const [lost] = this.#jobs;
    if (lost !== undefined) this.#fail(`R1: ${lost} was lost: neither done nor refused`, "expectSettled");
  }

  #counts({ owner }: Claim): boolean {
    return !this.#dead.has(owner);
  }

  #write(line: string): void {
    this.#lines.push(line);
  }

  /** The error's location is the caller of the rule, so that failures of one rule at one location count as one bug. */
  #fail(rule: string, caller: Exclude<keyof ClaimJournal, symbol>): never {
    throw new AssertionError({
      message: [`${rule}.`, "The journal:", ...this.#lines.map((line) => `  ${line}`)].join("\n"),
      stackStartFn: Reflect.get(this, caller) as () => void,
    });
  }
}
