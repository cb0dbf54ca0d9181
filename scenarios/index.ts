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
