// What programs are built from, after OTP.

export { ActorExit } from "./actor-exit.ts";
export type { CancellableActor, CancellableOptions } from "./cancellable-actor.ts";
export * as CancelSupervisor from "./cancel-supervisor.ts";
export type { CancelChild, CancelSupervisorOptions, RunningChild } from "./cancel-supervisor.ts";
export { MaxRestartsExceeded } from "./max-restarts-exceeded.ts";
export type { Address, ServerRef, ViaName } from "./address.ts";
export * as Agent from "./agent.ts";
export type { AgentAddress, AgentProtocol } from "./agent.ts";
export type { ChildSpec, DynamicChildSpec, Restart, Shutdown, Startable } from "./child-spec.ts";
export type { DynamicChildCounts, DynamicChildInfo } from "./dynamic-supervision.ts";
export * as DynamicSupervisor from "./dynamic-supervisor.ts";
export type {
  DynamicSupervisorAddress,
  DynamicSupervisorOptions,
  DynamicSupervisorProtocol,
} from "./dynamic-supervisor.ts";
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
export { AlreadyStarted, ChildRefused, ChildStartFailed, StartFailed } from "./start-error.ts";
export type { Refusal } from "./start-error.ts";
export type { RestartLimits } from "./restart-window.ts";
export type { ChildCounts, ChildInfo, Strategy } from "./supervision.ts";
export * as Supervisor from "./supervisor.ts";
export type { SupervisorAddress, SupervisorOptions, SupervisorProtocol } from "./supervisor.ts";
export { TaskFailed, TaskRef } from "./task-ref.ts";
export * as Task from "./task.ts";
export type { MapOptions } from "./task-map.ts";
export type { ResultsOf, TaskResult, Work } from "./task.ts";
export { CallFailed } from "../kernel/index.ts";
