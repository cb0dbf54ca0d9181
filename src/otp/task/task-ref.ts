// A running task: an actor that computes one value for the actor that started it. Its value, or the notice of its exit
// without one, is one message to its owner's mailbox, which carries the monitor.

import { P } from "ts-pattern";

import { UsageError } from "../../errors.ts";
import { replyInsteadOfDown, receive, self, showReason, spawnMonitored } from "../../kernel/index.ts";
import type { AnswerMessage, DownMessage, ExitReason, MonitorRef } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";

/** Why a task gave no value. */
export class TaskFailed extends Error {
  override readonly name: string = "TaskFailed";
  /** `timeout`, or the exit reason of the task. */
  readonly reason: ExitReason;

  /** @param reason `timeout`, or the exit reason of the task */
  constructor({ path }: Pid, reason: ExitReason) {
    super(`The task ${path} gave no value: ${showReason(reason)}.`);
    this.reason = reason;
  }
}

/**
 * A started task. Only the actor that started it may wait for it, and its value can be taken once. Elixir's struct
 * `Task`.
 */
export class TaskRef<Result> {
  /** The actor that works. */
  readonly pid: Pid;
  /** The actor that started it. */
  readonly owner: Pid;
  /** Never set: it carries the type. */
  readonly resultType?: Result;
  readonly #monitor: MonitorRef;
  #isSettled = false;

  private constructor(owner: Pid, monitor: MonitorRef) {
    this.owner = owner;
    this.pid = monitor.pid;
    this.#monitor = monitor;
  }

  /** @internal */
  static create<Result>(owner: Pid, monitor: MonitorRef): TaskRef<Result> {
    return new TaskRef(owner, monitor);
  }

  /** @internal */
  get monitor(): MonitorRef {
    return this.#monitor;
  }

  /** @throws UsageError (`not-owner`, `task-settled`) @internal */
  check(): void {
    this.#checkOwner();
    if (!this.#isSettled) return;
    throw new UsageError(
      `The task ${this.pid.path} has already been awaited or shut down: its value can be taken only once.`,
      { code: "task-settled" },
    );
  }

  /** Marks the task as awaited, whether or not it was. @throws UsageError (`not-owner`) @internal */
  settleOnce(): void {
    this.#checkOwner();
    this.#isSettled = true;
  }

  #checkOwner(): void {
    const caller = self();
    if (caller === this.owner) return;
    throw new UsageError(
      `${caller.path} awaits the task ${this.pid.path}, but ${this.owner.path} started it and receives its value. ` +
        "Await it there, or let that actor forward the value.",
      { code: "not-owner" },
    );
  }

  /** Marks the task as awaited; it cannot be awaited again. @throws as `check` does @internal */
  settle(): void {
    this.check();
    this.#isSettled = true;
  }
}

/** The message that the owner of a task receives. */
export type TaskMessage = AnswerMessage | DownMessage;

/** Starts a task of the calling actor. */
export async function startTask<Result>(
  name: string | undefined,
  body: () => Result | Promise<Result>,
): Promise<TaskRef<Result>> {
  const monitor = await spawnMonitored(name, async (ref) => {
    await replyInsteadOfDown(ref, await body());
  });
  return TaskRef.create(self(), monitor);
}

/** Takes the message of one of several tasks; `undefined` on a time-out. */
export async function takeMessage(
  monitors: ReadonlySet<MonitorRef>,
  timeout: number,
): Promise<TaskMessage | undefined> {
  const isOurs = (ref: unknown): boolean => monitors.has(ref as MonitorRef);
  return receive<TaskMessage>({ kind: P.union("reply", "down"), ref: P.when(isOurs) }, { timeout });
}

/** The value in a message. @throws TaskFailed */
export function valueIn(message: TaskMessage): unknown {
  if (message.kind === "reply") return message.value;
  throw new TaskFailed(message.pid, message.reason);
}
