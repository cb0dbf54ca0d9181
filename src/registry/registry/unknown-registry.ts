// The error of an operation on a registry that has ended.

import { CallFailed } from "../../kernel/index.ts";
import { TableGone } from "../../memory/index.ts";
import type { Pid } from "../../trace/index.ts";

/** The server of the registry has ended. */
export class UnknownRegistry extends Error {
  override readonly name: string = "UnknownRegistry";
  /** The server's pid. */
  readonly registry: Pid;

  /** @param cause what its server or its tables reported */
  constructor(registry: Pid, cause: unknown) {
    super(`The registry ${registry.path} has ended.`, { cause });
    this.registry = registry;
  }
}

/** Awaits an operation on a registry; maps the error when its server or its tables are gone. */
export async function existing<T>(registry: Pid, operation: Promise<T>): Promise<T> {
  try {
    return await operation;
  } catch (error) {
    if (error instanceof CallFailed || error instanceof TableGone) throw new UnknownRegistry(registry, error);
    throw error;
  }
}
