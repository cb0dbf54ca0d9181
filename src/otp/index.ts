// What programs are built from, after OTP.

export { ActorExit } from "./actor-exit.ts";
export type { CancellableActor, CancellableOptions } from "./cancellable-actor.ts";
export * as CancelSupervisor from "./cancel-supervisor.ts";
export type { CancelChild, CancelSupervisorOptions, RunningChild } from "./cancel-supervisor.ts";
export { MaxRestartsExceeded } from "./max-restarts-exceeded.ts";
export type { Address, ServerRef, ViaName } from "./address.ts";
export type { From } from "./from.ts";
export * as GenServer from "./gen-server.ts";
export type { CallOptions, StartArguments, StartOptions } from "./gen-server.ts";
export type { Protocol, CastOf, InfoOf, ReplyOf, ReplyTo, RequestOf } from "./protocol.ts";
export type {
  CallResult,
  Continue,
  HandlerResult,
  InitResult,
  Reply,
  ReplyAndStop,
  ServerModule,
  Stop,
} from "./server-module.ts";
export { AlreadyStarted, StartFailed } from "./start-error.ts";
export { CallFailed } from "../kernel/index.ts";
