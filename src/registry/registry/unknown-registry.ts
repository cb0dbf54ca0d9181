// The error of an operation on a registry that has ended.

import { CallFailed } from "../../kernel/index.ts";
import { TableGone } from "../../memory/index.ts";
import type { Pid } from "../../trace/index.ts";

/** There is no such registry any more: its server has ended. */
export class UnknownRegistry extends Error {
  override readonly name: string = "UnknownRegistry";
  /** The server's pid. */
  readonly registry: Pid;

  constructor(registry: Pid, cause: unknown) {
    super(`The registry ${registry.path} has ended.`, { cause });
    this.registry = registry;
  }
}

/** Waits for an operation on a registry; says what it means that its server or its tables have gone. */
export async function existing<T>(registry: Pid, operation: Promise<T>): Promise<T> {
  try {
    return await operation;
  } catch (error) {
    if (error instanceof CallFailed || error instanceof TableGone) throw new UnknownRegistry(registry, error);
    throw error;
  }
}
