// The operation of a task that has no operation pending.

import { Access } from "../../trace/index.ts";
import { DEFERRED, Operation } from "./operation.ts";
import type { AnyOperation } from "./operation.ts";

/** Never performed. */
export const IDLE: AnyOperation = new Operation({ kind: "idle", access: Access.none, perform: () => DEFERRED });
