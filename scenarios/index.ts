// All scenarios: each broken scenario beside its fixed version, in the order of the race windows, then the shipped registry in
// those windows, then packages from npm. Tests, benchmarks and docs iterate this list.

import type { Scenario } from "heddle";

import { restartCannotReregister, restartCannotReregisterFixed } from "./name-table/f03-restart-cannot-reregister.ts";
import { overlappingRestart, overlappingRestartFixed } from "./name-table/f04-overlapping-restart.ts";
import { unregisterHitsSuccessor, unregisterHitsSuccessorFixed } from "./name-table/f05-unregister-hits-successor.ts";
import { doubleStart, doubleStartFixed } from "./name-table/f06-double-start.ts";
import { takeoverGap, takeoverGapFixed } from "./name-table/f07-takeover-gap.ts";
import { staleSibling, staleSiblingFixed } from "./name-table/f08-stale-sibling.ts";
import { terminateRaises, terminateRaisesFixed } from "./name-table/f09-terminate-raises.ts";
import { cancelledBeforeReady, cancelledBeforeReadyFixed } from "./name-table/f10-cancelled-before-ready.ts";
import { zombieChildren, zombieChildrenFixed } from "./name-table/f11-zombie-children.ts";
import { lostWakeUp, lostWakeUpFixed } from "./name-table/f13-lost-wake-up.ts";
import { lostOnTimeout, lostOnTimeoutFixed } from "./name-table/f14-lost-on-timeout.ts";
import { restartTwin, restartTwinFixed } from "./reki/k01-restart-twin.ts";
import { deadHit, deadHitFixed } from "./reki/k02-dead-hit.ts";
import { lateDownDeletesSuccessor, lateDownDeletesSuccessorFixed } from "./reki/k03-late-down-deletes-successor.ts";
import { stolenTable, stolenTableFixed } from "./reki/k04-stolen-table.ts";
import { callerPanics, callerPanicsFixed } from "./reki/k05-caller-panics.ts";
import { startedForNobody, startedForNobodyFixed } from "./reki/k06-started-for-nobody.ts";
import { headOfLine, headOfLineFixed } from "./reki/k07-head-of-line.ts";
import { reentrantStart, reentrantStartFixed } from "./reki/k08-reentrant-start.ts";
import { crashesAddUp, crashesAddUpFixed } from "./reki/k10-crashes-add-up.ts";
import { oneActorTwoKeys, oneActorTwoKeysFixed } from "./reki/k11-one-actor-two-keys.ts";
import { keyIsAPid, keyIsAPidFixed } from "./reki/k12-key-is-a-pid.ts";
import { oneForOne, oneForOneFixed } from "./reki/k13-one-for-one.ts";
import { unsupervised, unsupervisedFixed } from "./reki/k14-unsupervised.ts";
import { killedBetweenRows, killedBetweenRowsFixed } from "./reki/k15-killed-between-rows.ts";
import { anonymousRegistries, anonymousRegistriesFixed } from "./reki/k16-anonymous.ts";
import { lookupOrStart, lookupOrStartFixed } from "./basics/lookup-or-start.ts";
import { lostUpdate, lostUpdateFixed } from "./basics/lost-update.ts";
import { staleLookup, staleLookupFixed } from "./registry/r01-stale-lookup.ts";
import { restartBeatsCleanup, restartBeatsCleanupFixed } from "./registry/r02-restart-beats-cleanup.ts";
import {
  lateCleanupKillsSuccessor,
  lateCleanupKillsSuccessorFixed,
} from "./registry/r03-late-cleanup-kills-successor.ts";
import { takeoverDoubleClaim, takeoverDoubleClaimFixed } from "./registry/r04-takeover-double-claim.ts";
import { registeredLookupOrStart, registeredLookupOrStartFixed } from "./registry/r05-lookup-or-start.ts";
import { failedRegisterClobbers, failedRegisterClobbersFixed } from "./registry/r06-failed-register-clobbers.ts";
import { writeOrder, writeOrderFixed } from "./registry/r07-write-order.ts";
import { monitorLost, monitorLostFixed } from "./registry/r08-monitor-lost.ts";
import { twoMonitors, twoMonitorsFixed } from "./registry/r09-two-monitors.ts";
import { registerThenDie, registerThenDieFixed } from "./registry/r10-register-then-die.ts";
import { dispatchMutates, dispatchMutatesFixed } from "./registry/r12-dispatch-mutates.ts";
import { listenerOrder, listenerOrderFixed } from "./registry/r14-listener-order.ts";
import { lockGrantedLate, lockGrantedLateFixed } from "./registry/r17-lock-granted-late.ts";
import { partitionCrash, partitionCrashFixed } from "./registry/r20-partition-crash.ts";
import { updateResurrects, updateResurrectsFixed } from "./registry/r21-update-resurrects.ts";
import { onBehalf, onBehalfFixed } from "./registry/r22-on-behalf.ts";
import { realAsyncMutex, realAsyncMutexFixed } from "./npm/real-async-mutex.ts";
import { realLruCache, realLruCacheFixed } from "./npm/real-lru-cache.ts";
import { realPMemoize, realPMemoizeFixed } from "./npm/real-p-memoize.ts";
import {
  shippedDispatch,
  shippedHandover,
  shippedKilled,
  shippedLookupOrStart,
  shippedRestart,
  shippedTakeover,
} from "./registry/shipped-registry.ts";

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
