// Mutations of `src`: each takes out what mended a case of lost or repeated classes, so that the judge must find it.

/** A mutation: `text`, which occurs once in `file`, becomes `replacement`. */
export interface Mutation {
  /** What it takes out. */
  readonly name: string;
  readonly file: string;
  readonly text: string;
  readonly replacement: string;
}

const DPOR = "src/strategy/exhaustive/dpor";

/** Every mutation. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: "D1, D7: callbacks of timers are branches of their actor",
    file: "src/kernel/time/callback.ts",
    text: "  actor.branch();\n",
    replacement: "",
  },
  {
    name: "D2, D8: an actor ends after the branch that ended last",
    file: "src/kernel/actors/exit.ts",
    text: "if (last !== undefined && last !== actor.task) execution.addCause(actor.task, last);",
    replacement: "",
  },
  {
    name: "D9: branches of an actor share its variables",
    file: "src/kernel/execution/running-step.ts",
    text: "if (memory !== undefined) task.actor.execution.recordAccess(task, memory, Access.write);",
    replacement: "",
  },
  {
    name: "D3, D5: an end is ordered with the replies that its actor waits for",
    file: "src/kernel/actors/exit.ts",
    text: "if (cause !== task || actor.memory !== undefined) touchReplyObjects(actor, cause);",
    replacement: "",
  },
  {
    name: "D3, D4: a withdrawn operation was enabled if it was so before the event that withdrew it",
    file: `${DPOR}/recording.ts`,
    text: "const isEnabled = this.length > this.kept && this.#enabled.includes(operation);",
    replacement: "const isEnabled = operation.slot >= 0;",
  },
  {
    name: "D4: a timer races with an event only if it was due before it",
    file: `${DPOR}/analysis.ts`,
    text: "const isInTime = event.deadline < 0 || this.#isInTime(earlier, event);",
    replacement: "const isInTime = true;",
  },
  {
    name: "D5: a server's mailbox is touched when it starts or ends to handle messages",
    file: "src/kernel/actors/exit.ts",
    text: "if (actor.isServer) execution.recordAccess(cause, actor.mailbox, Access.write);",
    replacement: "",
  },
  {
    name: "D6: a fault at rest disables what had waited for the rest",
    file: "src/kernel/execution/order-faults.ts",
    text: "timers.disableAtFault();",
    replacement: "",
  },
  {
    name: "D10, D14: a timer fires after those with earlier deadlines, however they go on",
    file: `${DPOR}/later-timers.ts`,
    text: "if (waiting.size === 0) found.push({ at, sequence: [...sequence, timer] });",
    replacement: "if (waiting.size === 0) return [{ at, sequence: [...sequence, timer] }];",
  },
  {
    name: "D11: a reversal leaves out the event that withdrew the operation",
    file: `${DPOR}/analysis.ts`,
    text: "if (withdrawal !== undefined && index >= withdrawal.at) {",
    replacement: "if (withdrawal !== undefined && index > withdrawal.at) {",
  },
  {
    name: "D12: a barrier does not hide the race of a blocked operation",
    file: `${DPOR}/analysis.ts`,
    text: `    const reversible = declared.length === 0 ? -1 : this.#lastWhenEnabled(row, event);
    const { barrier } = this.#accesses;
    // Only faults could have happened while other operations were enabled.
    if (barrier >= 0) this.#orderAfter(row, barrier, event, event.isFault);
`,
    replacement: `    const { barrier } = this.#accesses;
    if (barrier >= 0) this.#orderAfter(row, barrier, event, event.isFault);
    const reversible = declared.length === 0 ? -1 : this.#lastWhenEnabled(row, event);
`,
  },
  {
    name: "D13: a search begins anew when a footprint was too small",
    file: `${DPOR}/dpor.ts`,
    text: "if (!this.#recording.assumptions.isDoubtful) return false;",
    replacement: "if (this.#recording.length >= 0) return false;",
  },
  {
    name: "D15: no fault in place of another where nothing else is enabled",
    file: `${DPOR}/analysis.ts`,
    text: "if (event.isFault && this.#recording.isAtRest[at] === true && !this.#mayPrecede(withdrawal)) return;",
    replacement: "",
  },
  {
    name: "D15: an execution without a fault beside one with it",
    file: "src/kernel/execution/order-faults.ts",
    text: "execution.recordAccess(task, timers.quiescence, Access.read);",
    replacement: "",
  },
  {
    name: "D16: a drawn value is chained to the class of its task",
    file: "src/kernel/operations/class-hash.ts",
    text: "  task.hashA = foldA(task.hashA, a);\n  task.hashB = foldB(task.hashB, b);\n  execution.classA = (execution",
    replacement: "  hashCause(task, a, b);\n  execution.classA = (execution",
  },
  {
    name: "D16: links to an actor that exits are in no order",
    file: "src/kernel/messages/call.ts",
    text: '{ kind: "refusal", request: this, reason: "noproc" }, caller);',
    replacement: '{ kind: "refusal", request: this, reason: "noproc" }, target.task);',
  },
  {
    name: "D17: a node that stops reads who is alive",
    file: "src/cluster/cluster-node.ts",
    text: "for (const { life } of actors) task.actor.execution.recordAccess(task, life, Access.read);",
    replacement: "",
  },
];
