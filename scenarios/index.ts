// The catalogue: every broken scenario beside its fixed twin, in the order of the race windows that they show, then the
// shipped registry in those windows, then packages from npm. Tests, benches and docs iterate it.

import type { Scenario } from "heddle";

import { restartCannotReregister, restartCannotReregisterFixed } from "./f03-restart-cannot-reregister.ts";
import { overlappingRestart, overlappingRestartFixed } from "./f04-overlapping-restart.ts";
import { unregisterHitsSuccessor, unregisterHitsSuccessorFixed } from "./f05-unregister-hits-successor.ts";
import { doubleStart, doubleStartFixed } from "./f06-double-start.ts";
import { takeoverGap, takeoverGapFixed } from "./f07-takeover-gap.ts";
import { staleSibling, staleSiblingFixed } from "./f08-stale-sibling.ts";
import { terminateRaises, terminateRaisesFixed } from "./f09-terminate-raises.ts";
import { cancelledBeforeReady, cancelledBeforeReadyFixed } from "./f10-cancelled-before-ready.ts";
import { zombieChildren, zombieChildrenFixed } from "./f11-zombie-children.ts";
import { lostWakeUp, lostWakeUpFixed } from "./f13-lost-wake-up.ts";
import { lostOnTimeout, lostOnTimeoutFixed } from "./f14-lost-on-timeout.ts";
import { restartTwin, restartTwinFixed } from "./k01-restart-twin.ts";
import { deadHit, deadHitFixed } from "./k02-dead-hit.ts";
import { lateDownDeletesSuccessor, lateDownDeletesSuccessorFixed } from "./k03-late-down-deletes-successor.ts";
import { stolenTable, stolenTableFixed } from "./k04-stolen-table.ts";
import { callerPanics, callerPanicsFixed } from "./k05-caller-panics.ts";
import { startedForNobody, startedForNobodyFixed } from "./k06-started-for-nobody.ts";
import { headOfLine, headOfLineFixed } from "./k07-head-of-line.ts";
import { reentrantStart, reentrantStartFixed } from "./k08-reentrant-start.ts";
import { crashesAddUp, crashesAddUpFixed } from "./k10-crashes-add-up.ts";
import { oneActorTwoKeys, oneActorTwoKeysFixed } from "./k11-one-actor-two-keys.ts";
import { keyIsAPid, keyIsAPidFixed } from "./k12-key-is-a-pid.ts";
import { oneForOne, oneForOneFixed } from "./k13-one-for-one.ts";
import { unsupervised, unsupervisedFixed } from "./k14-unsupervised.ts";
import { killedBetweenRows, killedBetweenRowsFixed } from "./k15-killed-between-rows.ts";
import { anonymousRegistries, anonymousRegistriesFixed } from "./k16-anonymous.ts";
import { lookupOrStart, lookupOrStartFixed } from "./lookup-or-start.ts";
import { lostUpdate, lostUpdateFixed } from "./lost-update.ts";
import { staleLookup, staleLookupFixed } from "./r01-stale-lookup.ts";
import { restartBeatsCleanup, restartBeatsCleanupFixed } from "./r02-restart-beats-cleanup.ts";
import { lateCleanupKillsSuccessor, lateCleanupKillsSuccessorFixed } from "./r03-late-cleanup-kills-successor.ts";
import { takeoverDoubleClaim, takeoverDoubleClaimFixed } from "./r04-takeover-double-claim.ts";
import { registeredLookupOrStart, registeredLookupOrStartFixed } from "./r05-lookup-or-start.ts";
import { failedRegisterClobbers, failedRegisterClobbersFixed } from "./r06-failed-register-clobbers.ts";
import { writeOrder, writeOrderFixed } from "./r07-write-order.ts";
import { monitorLost, monitorLostFixed } from "./r08-monitor-lost.ts";
import { twoMonitors, twoMonitorsFixed } from "./r09-two-monitors.ts";
import { registerThenDie, registerThenDieFixed } from "./r10-register-then-die.ts";
import { dispatchMutates, dispatchMutatesFixed } from "./r12-dispatch-mutates.ts";
import { listenerOrder, listenerOrderFixed } from "./r14-listener-order.ts";
import { lockGrantedLate, lockGrantedLateFixed } from "./r17-lock-granted-late.ts";
import { partitionCrash, partitionCrashFixed } from "./r20-partition-crash.ts";
import { updateResurrects, updateResurrectsFixed } from "./r21-update-resurrects.ts";
import { onBehalf, onBehalfFixed } from "./r22-on-behalf.ts";
import { realAsyncMutex, realAsyncMutexFixed } from "./real-async-mutex.ts";
import { realLruCache, realLruCacheFixed } from "./real-lru-cache.ts";
import { realPMemoize, realPMemoizeFixed } from "./real-p-memoize.ts";
import {
  shippedDispatch,
  shippedHandover,
  shippedKilled,
  shippedLookupOrStart,
  shippedRestart,
  shippedTakeover,
} from "./shipped-registry.ts";

/** All scenarios. */
export const scenarios: readonly Scenario[] = [
  lostUpdate,
  lostUpdateFixed,
  lookupOrStart,
  lookupOrStartFixed,
  staleLookup,
  staleLookupFixed,
  restartBeatsCleanup,
  restartBeatsCleanupFixed,
  lateCleanupKillsSuccessor,
  lateCleanupKillsSuccessorFixed,
  takeoverDoubleClaim,
  takeoverDoubleClaimFixed,
  registeredLookupOrStart,
  registeredLookupOrStartFixed,
  failedRegisterClobbers,
  failedRegisterClobbersFixed,
  writeOrder,
  writeOrderFixed,
  monitorLost,
  monitorLostFixed,
  twoMonitors,
  twoMonitorsFixed,
  registerThenDie,
  registerThenDieFixed,
  dispatchMutates,
  dispatchMutatesFixed,
  listenerOrder,
  listenerOrderFixed,
  lockGrantedLate,
  lockGrantedLateFixed,
  partitionCrash,
  partitionCrashFixed,
  updateResurrects,
  updateResurrectsFixed,
  onBehalf,
  onBehalfFixed,
  restartCannotReregister,
  restartCannotReregisterFixed,
  overlappingRestart,
  overlappingRestartFixed,
  unregisterHitsSuccessor,
  unregisterHitsSuccessorFixed,
  doubleStart,
  doubleStartFixed,
  takeoverGap,
  takeoverGapFixed,
  staleSibling,
  staleSiblingFixed,
  terminateRaises,
  terminateRaisesFixed,
  cancelledBeforeReady,
  cancelledBeforeReadyFixed,
  zombieChildren,
  zombieChildrenFixed,
  lostWakeUp,
  lostWakeUpFixed,
  lostOnTimeout,
  lostOnTimeoutFixed,
  restartTwin,
  restartTwinFixed,
  deadHit,
  deadHitFixed,
  lateDownDeletesSuccessor,
  lateDownDeletesSuccessorFixed,
  stolenTable,
  stolenTableFixed,
  callerPanics,
  callerPanicsFixed,
  startedForNobody,
  startedForNobodyFixed,
  headOfLine,
  headOfLineFixed,
  reentrantStart,
  reentrantStartFixed,
  crashesAddUp,
  crashesAddUpFixed,
  oneActorTwoKeys,
  oneActorTwoKeysFixed,
  keyIsAPid,
  keyIsAPidFixed,
  oneForOne,
  oneForOneFixed,
  unsupervised,
  unsupervisedFixed,
  killedBetweenRows,
  killedBetweenRowsFixed,
  anonymousRegistries,
  anonymousRegistriesFixed,
  shippedRestart,
  shippedTakeover,
  shippedHandover,
  shippedLookupOrStart,
  shippedKilled,
  shippedDispatch,
  realAsyncMutex,
  realAsyncMutexFixed,
  realPMemoize,
  realPMemoizeFixed,
  realLruCache,
  realLruCacheFixed,
];
