// One execution: actors and their tasks, mailboxes, links, monitors, timers, quiescence, the loop.

export { answer, dismiss, hasLinked, retire } from "./answer.ts";
export { operate } from "./arm.ts";
export { actingActor } from "./attribution.ts";
export type { Attribution } from "./attribution.ts";
export { beginExecution } from "./begin.ts";
export { cancel, shield } from "./cancellation.ts";
export { Cancelled } from "./cancelled.ts";
export { callLater } from "./callback.ts";
export { Buffers } from "./buffers.ts";
export { classNumber } from "./class-hash.ts";
export { currentTask, requireTask, setCurrentTask } from "./current.ts";
export { watchDeath } from "./death-watch.ts";
export { Actor } from "./actor.ts";
export { Execution } from "./execution.ts";
export type { Observer } from "./execution-options.ts";
export { stateOf } from "./floor-state.ts";
export { exitNow, finishActor, isAssertion } from "./lifecycle.ts";
export { showReason } from "./exit-reason.ts";
export type { Crashed, ExitReason, TaggedReason } from "./exit-reason.ts";
export { reportPending } from "./left-over.ts";
export type { Handler } from "./handler.ts";
export { endJudging, judgeWith, lookAt, lookAtLife } from "./judging.ts";
export type { Judge } from "./judging.ts";
export { linkNow, unlinkNow } from "./link-tie.ts";
export { messageLater } from "./message-later.ts";
export { actorOf, send, sendNow } from "./messaging.ts";
export { MonitorRef } from "./monitor-ref.ts";
export { demonitorNow, monitorNow } from "./monitoring.ts";
export { NO_RESULT, Operation } from "./operation.ts";
export type { AnyObject, AnyOperation } from "./operation.ts";
export { foreignWaits } from "./outcome.ts";
export { oversee, pauseAfter, touchWhole } from "./oversight.ts";
export type { Oversight } from "./oversight.ts";
export type { LivelockCycle, Outcome, Wait } from "./outcome.ts";
export {
  choose,
  demonitor,
  exit,
  isAlive,
  join,
  kill,
  link,
  monitor,
  pause,
  self,
  trapExit,
  unlink,
} from "./primitives.ts";
export { detectDrainMode, driveByHops, driveSynchronously } from "./quiescence.ts";
export type { DrainMode } from "./quiescence.ts";
export { receive } from "./receive.ts";
export type { Received, ReceiveOptions } from "./receive.ts";
export { CallFailed, Request, request } from "./request.ts";
export { RuleBroken } from "./rule-broken.ts";
export type { RuleText } from "./rule-broken.ts";
export { createObject, createPart, SharedObject } from "./shared-object.ts";
export type { AnswerMessage, DownMessage, ExitMessage } from "./signals.ts";
export { spawn, spawnLink, spawnMonitored, spawnServer } from "./spawn.ts";
export type { Body } from "./spawn.ts";
export { resume, suspend, takeWaiting } from "./suspension.ts";
export { survivorsOf } from "./survivors.ts";
export type { Survivor } from "./survivors.ts";
export { Task } from "./task.ts";
export { checkDelay, now, sleep } from "./time.ts";
export { stopTimer } from "./timer.ts";
