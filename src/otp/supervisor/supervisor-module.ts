// The server behind Supervisor and DynamicSupervisor: it traps exits, and leaves its children to its state.

import { trapExit } from "../../kernel/index.ts";
import type { ExitReason } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { Address } from "../server/address.ts";
import { isExit } from "../server/exit-message.ts";
import * as GenServer from "../server/gen-server.ts";
import type { HandlerResult, ServerModule } from "../server/server-module.ts";
import { outcomeOf, valueOf } from "./request-answer.ts";
import type { RequestOutcome } from "./request-answer.ts";

/** The messages of a supervisor: requests, and its own casts to retry the start of a child. */
interface SupervisionProtocol<Request, Retry> {
  readonly call: { readonly request: Request; readonly reply: RequestOutcome };
  readonly cast: Retry;
}

/** The children of a supervisor. */
interface Children<Retry> {
  /** An actor linked to the supervisor has ended. @returns whether the supervisor continues */
  exited(pid: Pid, reason: ExitReason): Promise<boolean>;
  /** Tries again to start a child. @returns whether the supervisor continues */
  retry(retry: Retry): Promise<boolean>;
  /** Ends all children. */
  shutDownAll(): Promise<void>;
}

/**
 * The server module of a supervisor.
 * @param open creates the state, once the supervisor traps exits
 * @param perform performs a request
 */
export function supervisorModuleOf<Request, Retry, State extends Children<Retry>, Plan>(
  open: (plan: Plan) => State | Promise<State>,
  perform: (request: Request, state: State) => unknown,
): ServerModule<SupervisionProtocol<Request, Retry>, State, Plan> {
  const continueIf = (continues: boolean, state: State): HandlerResult<State> =>
    continues ? { state } : { stop: "shutdown", state };
  return {
    async init(plan) {
      await trapExit(true);
      return { state: await open(plan) };
    },
    async handleCall(request, _from, state) {
      return { reply: await outcomeOf(() => perform(request, state)), state };
    },
    async handleCast(retry, state) {
      return continueIf(await state.retry(retry), state);
    },
    async handleInfo(message, state) {
      return continueIf(!isExit(message) || (await state.exited(message.pid, message.reason)), state);
    },
    terminate: (_reason, state) => state.shutDownAll(),
  };
}

/** Sends a request to a supervisor. @throws the error with which it refuses */
export async function call<Request, Retry>(
  supervisor: Address<SupervisionProtocol<Request, Retry>>,
  request: Request,
): Promise<unknown> {
  return valueOf(await GenServer.call<SupervisionProtocol<Request, Retry>, Request>(supervisor, request));
}
