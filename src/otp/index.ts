// The building blocks of programs, after OTP.

export { ActorExit } from "./task/actor-exit.ts";
export type { CancellableActor, CancellableOptions } from "./cancel/cancellable-actor.ts";
export * as CancelSupervisor from "./cancel/cancel-supervisor.ts";
export type { CancelChild, CancelSupervisorOptions, RunningChild } from "./cancel/child.ts";
export { MaxRestartsExceeded } from "./cancel/max-restarts-exceeded.ts";
export type { Address, ServerRef, ViaName } from "./server/address.ts";
export * as Agent from "./agent.ts";
export type { AgentAddress, AgentProtocol } from "./agent.ts";
export type { ChildSpec, DynamicChildSpec, Restart, Shutdown, Startable } from "./supervisor/child-spec.ts";
export type { DynamicChildCounts, DynamicChildInfo } from "./supervisor/dynamic-supervision.ts";
export * as DynamicSupervisor from "./supervisor/dynamic-supervisor.ts";
export type {
  DynamicSupervisorAddress,
  DynamicSupervisorOptions,
  DynamicSupervisorProtocol,
} from "./supervisor/dynamic-supervisor.ts";
export type { From } from "./server/from.ts";
export * as GenServer from "./server/gen-server.ts";
export type { CallOptions, StartArguments, StartOptions } from "./server/gen-server.ts";
export type { Protocol, CastOf, ContinueOf, InfoOf, ReplyOf, ReplyTo, RequestOf } from "./server/protocol.ts";
export type {
  CallResult,
  Continue,
  HandlerResult,
  InitResult,
  Reply,
  ReplyAndStop,
  ServerModule,
  Stop,
  TimeoutMessage,
} from "./server/server-module.ts";
export { AlreadyStarted, ChildRefused, ChildStartFailed, StartFailed } from "./server/start-error.ts";
export type { Refusal } from "./server/start-error.ts";
export type { RestartLimits } from "./supervisor/restart-window.ts";
export type { ChildCounts, ChildInfo, RestartStrategy } from "./supervisor/supervision.ts";
export * as Supervisor from "./supervisor/supervisor.ts";
export type { SupervisorAddress, SupervisorOptions, SupervisorProtocol } from "./supervisor/supervisor.ts";
export { TaskFailed, TaskRef } from "./task/task-ref.ts";
export * as Task from "./task/task.ts";
export type { MapOptions } from "./task/task-map.ts";
export type { ResultsOf, TaskResult, TaskFunction } from "./task/task.ts";
export { CallFailed, LinkFailed } from "../kernel/index.ts";

// For higher layers.
/** @internal */
export { RestartWindow } from "./supervisor/restart-window.ts";
