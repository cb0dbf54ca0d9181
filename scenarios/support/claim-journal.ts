// The oracle of the registry scenarios: who asked for what, what was answered, who died. It is kept by the actors that
// ask and by those that see deaths, never by the registry under test, and it is plain data without operations: keeping it
// adds no scheduling point. A broken rule is an assertion error, which ends the execution; its message ends with the
// whole journal.

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
  /** Who is known to be dead: some of the dead, each of them later than it died. */
  readonly #dead = new Set<Pid>();
  /** Who was known to be dead when an actor asked. */
  readonly #deadWhenAsked = new Map<Pid, ReadonlySet<Pid>>();
  readonly #jobs = new Set<string>();
  readonly #given = new Set<Pid>();

  /** The calling actor is about to ask for a key. */
  asks(key: string): void {
    this.#write(`${self().path} asks for ${key}`);
    this.#deadWhenAsked.set(self(), new Set(this.#dead));
  }

  /**
   * The calling actor was told that a unique key is its own. Rule RI2: no two living actors have both been told so,
   * unless one has given the key back.
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
   * The calling actor was told that `holder` has the key. Rule RI7 for a registry that takes over: the holder was alive
   * at some moment of the call.
   */
  refused(key: string, holder: Pid): void {
    this.#write(`${self().path} is told: ${key} belongs to ${holder.path}`);
    if (this.#deadWhenAsked.get(self())?.has(holder) !== true) return;
    this.#fail(`RI7: ${self().path} was refused ${key} for ${holder.path}, dead before it asked`, "refused");
  }

  /** The calling actor is about to give a key back. */
  gaveBack(key: string): void {
    const owner = self();
    this.#write(`${owner.path} gives ${key} back`);
    const index = this.#standing.findIndex((claim) => claim.key === key && claim.owner === owner);
    if (index >= 0) this.#standing.splice(index, 1);
  }

  /** The calling actor's code takes a key for its own, told so or not: rule FI4 of a good citizen is `expectFound`. */
  relies(key: string): void {
    this.#write(`${self().path} takes ${key} for its own`);
    this.#standing.push({ key, owner: self() });
  }

  /** The calling actor ends: it neither owns nor serves a key any more. */
  retires(): void {
    const owner = self();
    this.#write(`${owner.path} retires`);
    for (const claims of [this.#standing, this.#serving]) {
      const others = claims.filter((claim) => claim.owner !== owner);
      claims.splice(0, claims.length, ...others);
    }
  }

  /** The calling actor does the work of a key. Rule KI1: at most one living actor does. */
  serves(key: string): void {
    const owner = self();
    this.#write(`${owner.path} serves ${key}`);
    const rival = this.#serving.find((claim) => claim.key === key && this.#counts(claim));
    this.#serving.push({ key, owner });
    if (rival !== undefined) this.#fail(`KI1: ${rival.owner.path} and ${owner.path} both serve ${key}`, "serves");
  }

  /**
   * The calling actor, who has asked for a key, was given its actor. Rule KI2: it is an actor, and was not known to be dead
   * when it was asked for.
   */
  given(key: string, actor: unknown): void {
    this.#write(`${self().path} is given ${actor instanceof Pid ? actor.path : String(actor)} for ${key}`);
    if (!(actor instanceof Pid)) this.#fail(`KI2: ${self().path} was given no actor, but ${String(actor)}`, "given");
    this.#given.add(actor);
    if (this.#deadWhenAsked.get(self())?.has(actor) !== true) return;
    this.#fail(`KI2: ${self().path} was given ${actor.path}, dead before it asked`, "given");
  }

  /** At quiescence. Rule K6: whoever serves was given to somebody. */
  expectAllGiven(): void {
    const stray = this.#serving.find((claim) => this.#counts(claim) && !this.#given.has(claim.owner));
    if (stray === undefined) return;
    this.#fail(`K6: ${stray.owner.path} serves ${stray.key}, but nobody was given it`, "expectAllGiven");
  }

  /** A job was entrusted to an actor. */
  entrusted(job: string, owner: Pid): void {
    this.#write(`${self().path} entrusts ${job} to ${owner.path}`);
    this.#jobs.add(job);
  }

  /** A job is settled: done, or known by who asked for it not to be. */
  settled(job: string, how: "done" | "refused"): void {
    this.#write(`${self().path} knows ${job} ${how}`);
    this.#jobs.delete(job);
  }

  /** An actor is dead: noted by who has joined it or heard its DOWN, before it lets a successor ask. */
  dead(pid: Pid): void {
    this.#write(`${pid.path} is dead`);
    this.#dead.add(pid);
  }

  /** For what a lookup gives at quiescence. Rule RI5: it shows every living owner that has not given the key back. */
  expectFound(key: string, found: readonly Pid[]): void {
    const lost = this.#standing.find(
      (claim) => claim.key === key && this.#counts(claim) && !found.includes(claim.owner),
    );
    if (lost === undefined) return;
    const shown = found.length === 0 ? "nobody" : found.map(({ path }) => path).join(", ");
    this.#fail(`RI5: ${lost.owner.path} lives and owns ${key}, but a lookup finds ${shown}`, "expectFound");
  }

  /** For all rows at quiescence. Rule RI3: none is of a dead actor. */
  expectNoGhosts(rows: readonly (readonly [key: string, owner: Pid])[]): void {
    const ghost = rows.find(([, owner]) => this.#dead.has(owner));
    if (ghost === undefined) return;
    this.#fail(`RI3: ${ghost[0]} still belongs to ${ghost[1].path}, which is dead`, "expectNoGhosts");
  }

  /** At quiescence. Rule: every job is settled. */
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

  /** The error's place is the caller of the rule, so that failures of one rule at one place are one bug. */
  #fail(rule: string, caller: Exclude<keyof ClaimJournal, symbol>): never {
    throw new AssertionError({
      message: [`${rule}.`, "The journal:", ...this.#lines.map((line) => `  ${line}`)].join("\n"),
      stackStartFn: Reflect.get(this, caller) as () => void,
    });
  }
}
