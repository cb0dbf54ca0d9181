// The kernel runs one execution: actors and their tasks, mailboxes, links, monitors, timers, quiescence, the loop.

export { demonitorFlush, hasLinked, replyInsteadOfDown, unlinkAndStop, unlinkFlush } from "./messages/task-reply.ts";
export { callSite, never, operate } from "./operations/operate.ts";
export { footprintOf } from "./operations/footprint.ts";
export { outsideCalls } from "./execution/outside-calls.ts";
export { actingActor, freeTask, isImport, realInput } from "./operations/attribution.ts";
export type { Attribution, InputWatch, RealInput } from "./operations/attribution.ts";
export { beginExecution } from "./begin-execution.ts";
export { cancel, shield } from "./actors/cancel.ts";
export { Cancelled } from "./operations/cancelled.ts";
export { ExecutionEnded } from "./operations/execution-ended.ts";
export { leavesCode, Unwinding } from "./execution/unwinding.ts";
export { answerLater, callLater, clearCallback, holdCallback } from "./time/callback.ts";
export { Buffers } from "./execution/buffers.ts";
export { classNumber } from "./operations/class-hash.ts";
export {
  actingExecution,
  actingTask,
  currentEvaluation,
  currentTask,
  interrupt,
  judging,
  performing,
  requireTask,
  setCurrentTask,
  undoing,
} from "./operations/current.ts";
export { Actor } from "./actors/actor.ts";
export { entropyOf } from "./execution/entropy.ts";
export type { Entropy } from "./execution/entropy.ts";
export { Execution } from "./execution/execution.ts";
export type { Observer } from "./execution/options.ts";
export { onExit } from "./actors/on-exit.ts";
export { CauseCollector, followPast } from "./operations/causes.ts";
export type { Past } from "./operations/causes.ts";
export { exitNow, finishActor, isAssertion, removeWithNode } from "./actors/exit.ts";
export { copyAs, copyContent } from "./signals/copy-content.ts";
export { showReason } from "./signals/exit-reason.ts";
export type { Crashed, ExitReason, TaggedReason } from "./signals/exit-reason.ts";
export { breakRemoteLinks } from "./signals/remote.ts";
export { isRemote } from "./signals/location.ts";
export type { Location } from "./signals/location.ts";
export { isAlive } from "./actors/is-alive.ts";
export { quiescence } from "./actors/quiescence.ts";
export { contentOf } from "./signals/channel.ts";
export { channelBetween, forward } from "./signals/send-signal.ts";
export type { Signal } from "./signals/signal.ts";
export { reportPending } from "./execution/report-pending.ts";
export type { Handler } from "./actors/message-handler.ts";
export { beginEvaluation, inspectObject, inspectLife } from "./rules/inspect.ts";
export type { RuleEvaluation } from "./rules/inspect.ts";
export { LinkFailed, linkNow, touchOwnLife, unlinkNow } from "./signals/link.ts";
export { messageLater } from "./messages/send-later.ts";
export { actorOf, send, sendNow } from "./messages/send.ts";
export { Mailbox } from "./signals/mailbox.ts";
export { MonitorRef } from "./signals/monitor-ref.ts";
export { DEFERRED, Operation } from "./operations/operation.ts";
export type { AnyObject, AnyOperation, SignalContent } from "./operations/operation.ts";
export { foreignWaits, violatedBy } from "./execution/outcome.ts";
export { installRules, pauseAfter } from "./rules/rule-monitor.ts";
export type { RuleMonitor } from "./rules/rule-monitor.ts";
export type { LivelockCycle, Outcome, Wait } from "./execution/outcome.ts";
export { awaitHooks } from "./actors/await-point.ts";
export { stateHooks } from "./plain-state/hooks.ts";
export { choose, exit, join, kill, pause, self, trapExit } from "./actors/primitives.ts";
export type { PauseOptions } from "./actors/primitives.ts";
export { operation, touchedParts } from "./actors/custom-operation.ts";
export type { Footprint, OwnOperation, Touched, TouchedParts } from "./actors/custom-operation.ts";
export { detectDrainMode, driveByHops, driveSynchronously } from "./execution/drain.ts";
export type { DrainMode, TurnLoop } from "./execution/drain.ts";
export { checkPattern, isCombinator } from "./messages/pattern.ts";
export { receive } from "./messages/receive.ts";
export type { Received, ReceiveOptions } from "./messages/receive.ts";
export { CallFailed, Request, request } from "./messages/call.ts";
export { RuleBroken } from "./rules/rule-broken.ts";
export type { RuleText } from "./rules/rule-broken.ts";
export { createObject, createPart, SharedObject } from "./operations/shared-object.ts";
export type { AnswerMessage, DownMessage, ExitMessage } from "./signals/send-signal.ts";
export { spare, spareFromFaults } from "./actors/fault-exemption.ts";
export { createActor, spawn, spawnLink, spawnMonitored, spawnNow, spawnServer, spawnUnder } from "./actors/spawn.ts";
export type { Body } from "./actors/spawn.ts";
export { resume, suspend, takeWaiting } from "./actors/suspend.ts";
export { releaseAll, releaseWith, stateOf } from "./execution/extension-state.ts";
export { survivorsOf } from "./execution/survivors.ts";
export type { Survivor } from "./execution/survivors.ts";
export { Task } from "./operations/task.ts";
export type { TimerHold } from "./time/pending-timer.ts";
export { checkDelay, clockTime, now, sleep, sleepInLine } from "./time/sleep.ts";
export { startTimer, stopTimer } from "./time/timer.ts";
export { demonitor, demonitorNow, link, monitor, monitorNamed, monitorNow, unlink } from "./actors/monitor-and-link.ts";
