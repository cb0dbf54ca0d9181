// Mutations of `src`: each takes out what mended a case of lost or repeated classes, so that the judge must find it.

import type { Case } from "./enumerate.ts";

/** A mutation: `text`, which occurs once in `file`, becomes `replacement`. */
export interface Mutation {
  /** What it takes out. */
  readonly name: string;
  readonly file: string;
  readonly text: string;
  readonly replacement: string;
  /** The profiles that generate what it concerns, if few programs of the others do. Default: all. */
  readonly profiles?: readonly string[];
  /** A program that is judged instead, if those that show it are too large for generated ones. */
  readonly example?: Case;
}

const DPOR = "src/strategy/exhaustive/dpor";

/** Every mutation. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: "D1, D7: callbacks of timers are branches of their actor",
    file: "src/kernel/time/callback.ts",
    text: "  actor.branch();\n  return startAction(",
    replacement: "  return startAction(",
  },
  {
    name: "what a step sends without declaring it is ordered with what a question answers",
    file: "src/kernel/messages/send.ts",
    text: "if (!isRemote(sender, receiver) && !isInstant(sender, receiver)) {",
    replacement: "if (sender === receiver && !isRemote(sender, receiver) && !isInstant(sender, receiver)) {",
    profiles: ["suspension", "deferred replies"],
  },
  {
    name: "D2, D8: an actor ends after the branch that ended last",
    file: "src/kernel/actors/exit.ts",
    text: "if (last !== undefined && last !== exitTask) execution.addCause(exitTask, last);",
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
    text: "if (cause !== actor.exitTask || actor.memory !== undefined) touchReplyObjects(actor, cause);",
    replacement: "",
  },
  {
    name: "D3, D4: a withdrawn operation was enabled if it was so before the event that withdrew it",
    file: `${DPOR}/recording.ts`,
    text: "const isEnabled = this.length > this.kept && this.#wasEnabled(operation);",
    replacement: "const isEnabled = operation.slot >= 0;",
  },
  {
    name: "D4: a timer races with an event only if it was due before it",
    file: `${DPOR}/races/placement.ts`,
    text: "if (!isOrdered && this.#isInTime(earlier, event)) races.push(earlier);",
    replacement: "if (!isOrdered) races.push(earlier);",
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
    file: `${DPOR}/races/placement.ts`,
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
    name: "D13: a sequence that a branch turns out not to cover is planned",
    file: `${DPOR}/wakeup/search.ts`,
    text: "for (const sequence of claims.refuted(event, this.#dependence)) refuted.push({ depth, sequence });",
    replacement: "",
    profiles: ["late footprints"],
  },
  {
    name: "D13: what a branch leads to is planned where it wakes less than it was taken to",
    file: `${DPOR}/wakeup/search.ts`,
    text: "else for (const sequence of continuations) refuted.push({ depth: depth + 1, sequence });",
    replacement: "",
    // Where it wakes less, other races of small programs mostly lead to the same.
    example: {
      program: {
        actors: [
          [{ do: "race", branches: [[{ do: "now" }], [{ do: "port", latency: "both", key: "zero" }]] }],
          [
            {
              do: "race",
              branches: [
                [{ do: "port", latency: "effect", key: "zero" }],
                [
                  { do: "race", branches: [[{ do: "update", cell: 0 }], [{ do: "update", cell: 0 }]] },
                  { do: "kill", of: 1 },
                ],
              ],
            },
          ],
        ],
        has: {},
        joins: true,
      },
      settings: { signals: "instant", time: "competing", faults: {} },
    },
  },
  {
    name: "D15: a fault may come last of all",
    file: `${DPOR}/late-faults.ts`,
    text: "const place = this.#lastIndependent(withdrawal, event);",
    replacement: "const place = -1;",
  },
  {
    name: "a fault comes after what turned out to depend on it",
    file: `${DPOR}/late-faults.ts`,
    text: "if (fault?.isFault !== true || last.isFault",
    replacement: "if (this !== undefined || fault?.isFault !== true || last.isFault",
  },
  {
    name: "a wait that was withdrawn could have gone on later",
    file: `${DPOR}/analysis.ts`,
    text: "this.#addAll(laterTurns(recording, this.clocks), reversals);",
    replacement: "",
  },
  {
    name: "a wait races with the last step before which it was enabled",
    file: `${DPOR}/events/conditions.ts`,
    text: "return isMet(operation, snapshotBefore(write, operation.object));",
    replacement: "return false && isMet(operation, snapshotBefore(write, operation.object));",
  },
  {
    name: "an actor that is spared from faults is in order with them",
    file: "src/kernel/actors/fault-exemption.ts",
    text: "for (const task of actor.allTasks()) if (isFault(task) && task.object === life) execution.withdraw(task);",
    replacement: "",
  },
  {
    name: "what finds a link broken is in order with what broke it",
    file: "src/cluster/network/link.ts",
    text: "isLive ? Access.write : Access.read",
    replacement: "isLive ? Access.write : Access.none",
  },
  {
    name: "a reconnection that is withdrawn could have come first",
    file: "src/cluster/network/link.ts",
    text: "    if (!isReady) this.#withdraw();\n    this.#causes.add(task, cause);\n",
    replacement: "    this.#causes.add(task, cause);\n    if (!isReady) this.#withdraw();\n",
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
