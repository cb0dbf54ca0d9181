// Optimal dynamic partial order reduction: Abdulla, Aronis, Jonsson, Sagonas, "Source sets" (JACM 64, 2017), the
// algorithm with wakeup trees. One execution per class, and no sleep-set-blocked execution.
//
// Deviations. (1) Blocking operations race with the last event before which they had enough permits (an acquire with
// the previous acquire, not with the release); withdrawn operations race with the event that withdrew them. (2) In
// place of the observers of Aronis, Jonsson, Lång, Sagonas (TACAS 2018), which make two sends race if some receive sees
// the difference, deliveries never race: a receive has one alternative per matching message, as a draw has one per
// value. This gives the same classes, and dependence remains a relation between two events. Executions whose receives
// took messages in an impossible order are not explored (receive-order.ts). (3) What a step touches can depend on the
// state: the last event of a reversed race counts with everything that it was ever observed to touch. (4) A failure ends
// the execution: everything that was enabled is also tried in place of the step that failed, which is put off until
// nothing else is left. Neither a failure nor a fault, which need not be injected, covers a sequence without it.

import { must } from "../../../errors.ts";
import { Role } from "../../../trace/index.ts";
import type { EnabledOperation } from "../../../trace/index.ts";
import type { Causality } from "../../causality.ts";
import type { Move } from "../../replay/follow-order.ts";
import type { PickEvent, TreeSearcher } from "../exhaustive.ts";
import type { ExecutionStart } from "../../strategy.ts";
import { Analysis } from "./analysis.ts";
import type { Reversals } from "./analysis.ts";
import { Dependence } from "./events/dependence.ts";
import type { Event } from "./events/event.ts";
import { drawsOf, linearExtension, moveOf } from "./linear-extension.ts";
import { EventNames } from "./events/names.ts";
import { recordCausality } from "./record-causality.ts";
import { EventRecorder } from "./recording.ts";
import { WakeupSearch } from "./wakeup/search.ts";

/** Chooses so that each execution shows a new class. */
export class Dpor implements TreeSearcher {
  readonly recipe: string = "dpor";
  readonly causality: Causality;
  readonly isBounded: boolean = false;
  readonly #recording: EventRecorder;
  readonly #analysis: Analysis;
  #search: WakeupSearch;
  /** The executions of searches that had to begin anew. */
  #repeated = 0;
  isDone = false;
  /** The number of events shared with the previous execution. */
  #shared = 0;
  /** The index in the enabled list of each event that was chosen, and the index of the message of each receive. */
  readonly #slots: number[] = [];
  readonly #messages: number[] = [];
  readonly #moves: WeakMap<Event, Move> = new WeakMap();
  readonly #dependence: Dependence = new Dependence();
  readonly #reversals: Reversals;
  /** The events prescribed after those; and the running event, if it was prescribed. */
  #guide: readonly Event[] = [];
  #guided: Event | undefined = undefined;
  /** The values that the running event has drawn. */
  #drawn = 0;
  #isFirst = true;
  /** The tasks whose next step fails, which are chosen last. */
  #failing: readonly number[] = [];

  constructor() {
    this.#recording = new EventRecorder(new EventNames());
    this.#analysis = new Analysis(this.#recording, this.#dependence);
    this.#search = this.#newSearch();
    this.causality = {
      ...recordCausality(this.#recording),
      take: (deliveries) => this.#take(deliveries),
      injectsFaultWhenQuiescent: () => this.#injectsFault(),
    };
    this.#reversals = {
      witness: (at, rest) => this.#search.witness(at, rest, this.#recording.events),
      add: (at, sequence, rest, isFree) => {
        const foreseen = this.#analysis.foresee(at, sequence, rest);
        const last = foreseen ?? sequence.last;
        if (last === undefined) return;
        sequence.replaceLast(last);
        this.#search.insert(at, sequence, foreseen ?? this.#recording.footprints.everAt(last), isFree);
      },
    };
  }

  #newSearch(): WakeupSearch {
    return new WakeupSearch(this.#recording.footprints, this.#dependence, this.#analysis.clocks);
  }

  advance(): boolean {
    if (this.#isFirst) this.#isFirst = false;
    else if (!this.#search.advance(this.#recording.events) && !this.#beginAnew()) this.isDone = true;
    return !this.isDone;
  }

  get blocked(): number {
    return this.#search.blocked + this.#repeated;
  }

  /** Whether a search that is through must be repeated, since events touch more than it took for granted. */
  #beginAnew(): boolean {
    if (!this.#recording.footprints.isDoubtful) return false;
    this.#repeated += this.#search.executions;
    this.#recording.forgetSearch();
    this.#search = this.#newSearch();
    return true;
  }

  /** The estimated total number of executions. */
  get estimate(): number {
    return this.isDone ? this.#search.executions : this.#search.estimate;
  }

  moves(): readonly Move[] {
    return this.#inOrder().map((event) => this.#moveOf(event));
  }

  reordered(pick: PickEvent): readonly Move[] {
    const { events, untruncated } = this.#recording;
    if (untruncated !== undefined) return this.moves();
    const order = linearExtension(this.#recording, this.#analysis.clocks, pick);
    return order.flatMap((index) => events[index] ?? []).map((event) => this.#moveOf(event));
  }

  /** Equal events have one move: those of thousands of executions are kept. */
  #moveOf(event: Event): Move {
    let move = this.#moves.get(event);
    if (move === undefined) {
      move = moveOf(event, this.#recording.names);
      this.#moves.set(event, move);
    }
    return move;
  }

  /** The events in an order that a real execution can have: usually the order in which they happened. */
  #inOrder(): readonly Event[] {
    const { events, hasReordered, untruncated } = this.#recording;
    if (untruncated !== undefined) return untruncated;
    if (!hasReordered && !events.some(({ isFault }) => isFault)) return events;
    const order = this.#analysis.receiveOrder().linearize();
    return order.flatMap((index) => events[index] ?? []);
  }

  begin(_start: ExecutionStart): void {
    this.#recording.restart(this.#search.depth);
    this.#shared = this.#search.depth;
    this.#guide = this.#search.guide;
    this.#guided = undefined;
    this.#failing = this.#search.failing.map(({ process }) => this.#recording.names.keys[process] ?? 0);
  }

  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    const depth = this.#recording.length;
    if (depth < this.#shared) return this.#slots[depth] ?? 0;
    const guide = this.#guide[depth - this.#shared];
    const found = guide === undefined ? undefined : this.#find(guide, enabled);
    const slot = found ?? this.#defaultChoice(enabled, running).slot;
    this.#slots[depth] = slot;
    return slot;
  }

  draw(bound: number): number {
    const index = this.#recording.length - 1;
    const event = index < this.#shared ? this.#recording.events[index] : this.#guided;
    const value = event === undefined ? 0 : (drawsOf(event)[this.#drawn] ?? 0);
    this.#drawn += 1;
    this.#recording.draw(bound, value);
    return value;
  }

  /** The default choice, but a step that is known to fail only when there is nothing else. */
  #defaultChoice(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): EnabledOperation {
    if (this.#failing.length === 0) return defaultChoice(enabled, running);
    const others = enabled.filter(({ key, role }) => role !== Role.fault && !this.#failing.includes(key));
    if (others.length === 0) return defaultChoice(enabled, running);
    return defaultChoice(others, running !== undefined && others.includes(running) ? running : undefined);
  }

  onStep(operation: EnabledOperation, enabled: readonly EnabledOperation[]): void {
    const depth = this.#recording.length;
    this.#drawn = 0;
    this.#recording.begin(operation, enabled);
    if (depth < this.#shared) return;
    this.#guided = this.#guide[depth - this.#shared];
    if (this.#guided?.standsBefore !== undefined) this.#recording.standBefore(this.#guided.standsBefore);
    if (this.#guided === undefined || this.#recording.isSame(this.#guided, operation)) return;
    // What a task does next depends only on its past, which is the same.
    const isOther = this.#recording.names.keys[this.#guided.process] !== operation.key;
    if (!isOther && !this.#recording.isApproximate) this.#recording.check(this.#guided, operation, depth);
    this.#search.abandon(depth, this.#guided);
    this.#guided = undefined;
    this.#guide = [];
  }

  end(): void {
    this.#recording.finish();
    this.#search.enter(this.#recording.events);
    this.#analysis.reverse(this.#reversals);
  }

  /** The index of the message that a receive takes. */
  #take(deliveries: readonly number[]): number {
    const index = this.#recording.length - 1;
    const events = deliveries.map((step) => step - 1);
    const chosen = index < this.#shared ? (this.#messages[index] ?? 0) : this.#chooseMessage(events);
    this.#messages[index] = chosen;
    this.#recording.take(events, chosen);
    return chosen;
  }

  /** Whether a fault is prescribed where only faults are enabled. */
  #injectsFault(): boolean {
    const depth = this.#recording.length;
    if (depth < this.#shared) return this.#recording.events[depth]?.isFault === true;
    return this.#guide[depth - this.#shared]?.isFault === true;
  }

  /** The message that a receive takes: the prescribed one, else the oldest that need not come after another. */
  #chooseMessage(events: readonly number[]): number {
    const alternative = this.#guided?.alternative ?? -1;
    if (alternative >= 0) {
      const prescribed = events.findIndex((delivery) => this.#recording.messageOf(delivery) === alternative);
      if (prescribed >= 0) return prescribed;
      this.#search.abandon(this.#recording.length - 1, must(this.#guided, "an event is prescribed"));
      this.#guide = [];
    }
    if (!this.#recording.hasReordered) return 0;
    this.#analysis.place();
    const order = this.#analysis.receiveOrder();
    return events.findIndex((delivery) => !order.mustFollow(delivery, events, -1));
  }

  /**
   * The index of the operation of a prescribed event. It can be missing after a `Promise.all`, only one of whose tasks
   * continues the caller; then the execution continues with default choices, and counts as redundant.
   */
  #find({ process }: Event, enabled: readonly EnabledOperation[]): number | undefined {
    const key = this.#recording.names.keys[process];
    for (const operation of enabled) if (operation.key === key) return operation.slot;
    return undefined;
  }
}

/** The choice where no event is prescribed: the running task continues; no fault is injected. */
function defaultChoice(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): EnabledOperation {
  if (running?.role === Role.task) return running;
  let first: EnabledOperation | undefined;
  for (const operation of enabled) {
    if (operation.role === Role.task) return operation;
    if (first === undefined || operation.role < first.role) first = operation;
  }
  return must(first, "an operation is enabled");
}
