// The catalogue of Group: the windows of Group v0.2.0, on a model of it with all its faults, each beside its fixed twin, which is the
// same program with the one fault mended. They are longer than those of the other catalogue, a hundred steps and more.

import type { Scenario } from "heddle";

import { zombieAfterRemoteWins, zombieAfterRemoteWinsFixed } from "./g01-zombie-after-remote-wins.ts";
import { mutualKillByUpdate, mutualKillByUpdateFixed } from "./g02-mutual-kill-by-update.ts";
import { mutualKillByTie, mutualKillByTieFixed } from "./g03-mutual-kill-by-tie.ts";
import { resolverPingPong, resolverPingPongFixed } from "./g04-resolver-ping-pong.ts";
import { deadWinner, deadWinnerFixed } from "./g05-dead-winner.ts";
import { resolverWithEffects, resolverWithEffectsFixed } from "./g06-resolver-with-effects.ts";
import { reasonByNode, reasonByNodeFixed } from "./g07-reason-by-node.ts";
import { trappingLoser, trappingLoserFixed } from "./g08-trapping-loser.ts";
import { unpairedEvents, unpairedEventsFixed } from "./g09-unpaired-events.ts";
import { controlOvertakesDeath, controlOvertakesDeathFixed } from "./g11-control-overtakes-death.ts";
import { controlOvertakesDisconnect, controlOvertakesDisconnectFixed } from "./g12-control-overtakes-disconnect.ts";
import { controlOvertakesNodedown, controlOvertakesNodedownFixed } from "./g13-control-overtakes-nodedown.ts";
import { snapshotOvertakesUpdate, snapshotOvertakesUpdateFixed } from "./g14-snapshot-overtakes-update.ts";
import { downOvertakesRequest, downOvertakesRequestFixed } from "./g15-down-overtakes-request.ts";
import { deadHolderBlocks, deadHolderBlocksFixed } from "./g16-dead-holder-blocks.ts";
import { shardCrashMidRequest, shardCrashMidRequestFixed } from "./g18-shard-crash-mid-request.ts";
import { crashBetweenIndexes, crashBetweenIndexesFixed } from "./g19-crash-between-indexes.ts";
import { replacementGap, replacementGapFixed } from "./g20-replacement-gap.ts";
import { orphanDeletesWinner, orphanDeletesWinnerFixed } from "./g21-orphan-deletes-winner.ts";
import { newShardBeforeOldDown, newShardBeforeOldDownFixed } from "./g22-new-shard-before-old-down.ts";
import { oneShardUnroutesAll, oneShardUnroutesAllFixed } from "./g23-one-shard-unroutes-all.ts";
import { lateGreeting, lateGreetingFixed } from "./g24-late-greeting.ts";
import { lateDownAfterHeal, lateDownAfterHealFixed } from "./g25-late-down-after-heal.ts";
import { connectDuringDiscovery, connectDuringDiscoveryFixed } from "./g26-connect-during-discovery.ts";
import { executedAfterDisconnect, executedAfterDisconnectFixed } from "./g28-executed-after-disconnect.ts";
import { disconnectOvertakesBatch, disconnectOvertakesBatchFixed } from "./g29-disconnect-overtakes-batch.ts";
import { reconnectResurrects, reconnectResurrectsFixed } from "./g30-reconnect-resurrects.ts";
import { batchAfterDisconnect, batchAfterDisconnectFixed } from "./g31-batch-after-disconnect.ts";
import { disconnectHalfDone, disconnectHalfDoneFixed } from "./g32-disconnect-half-done.ts";
import { halfAMembership, halfAMembershipFixed } from "./g33-half-a-membership.ts";
import {
  reconnectOvertakesDisconnect,
  reconnectOvertakesDisconnectFixed,
} from "./g34-reconnect-overtakes-disconnect.ts";
import { leaseAgainstInterest, leaseAgainstInterestFixed } from "./g35-lease-against-interest.ts";
import { leaseComesBack, leaseComesBackFixed } from "./g36-lease-comes-back.ts";
import { leaseNeverWritten, leaseNeverWrittenFixed } from "./g37-lease-never-written.ts";
import { lostOnABusyLink, lostOnABusyLinkFixed } from "./g38-lost-on-a-busy-link.ts";
import { refusedByTheGone, refusedByTheGoneFixed } from "./g39-refused-by-the-gone.ts";
import { clockAhead, clockAheadFixed } from "./g40-clock-ahead.ts";
import { twoDispatchLanes, twoDispatchLanesFixed } from "./g41-two-dispatch-lanes.ts";
import { subscriptionsDie, subscriptionsDieFixed } from "./g44-subscriptions-die.ts";
import { toldBeforeVisible, toldBeforeVisibleFixed } from "./g45-told-before-visible.ts";

/** All scenarios of Group. */
export const groupScenarios: readonly Scenario[] = [
  zombieAfterRemoteWins,
  zombieAfterRemoteWinsFixed,
  mutualKillByUpdate,
  mutualKillByUpdateFixed,
  mutualKillByTie,
  mutualKillByTieFixed,
  resolverPingPong,
  resolverPingPongFixed,
  deadWinner,
  deadWinnerFixed,
  resolverWithEffects,
  resolverWithEffectsFixed,
  reasonByNode,
  reasonByNodeFixed,
  trappingLoser,
  trappingLoserFixed,
  unpairedEvents,
  unpairedEventsFixed,
  controlOvertakesDeath,
  controlOvertakesDeathFixed,
  controlOvertakesDisconnect,
  controlOvertakesDisconnectFixed,
  controlOvertakesNodedown,
  controlOvertakesNodedownFixed,
  snapshotOvertakesUpdate,
  snapshotOvertakesUpdateFixed,
  downOvertakesRequest,
  downOvertakesRequestFixed,
  deadHolderBlocks,
  deadHolderBlocksFixed,
  shardCrashMidRequest,
  shardCrashMidRequestFixed,
  crashBetweenIndexes,
  crashBetweenIndexesFixed,
  replacementGap,
  replacementGapFixed,
  orphanDeletesWinner,
  orphanDeletesWinnerFixed,
  newShardBeforeOldDown,
  newShardBeforeOldDownFixed,
  oneShardUnroutesAll,
  oneShardUnroutesAllFixed,
  lateGreeting,
  lateGreetingFixed,
  lateDownAfterHeal,
  lateDownAfterHealFixed,
  connectDuringDiscovery,
  connectDuringDiscoveryFixed,
  executedAfterDisconnect,
  executedAfterDisconnectFixed,
  disconnectOvertakesBatch,
  disconnectOvertakesBatchFixed,
  reconnectResurrects,
  reconnectResurrectsFixed,
  batchAfterDisconnect,
  batchAfterDisconnectFixed,
  disconnectHalfDone,
  disconnectHalfDoneFixed,
  halfAMembership,
  halfAMembershipFixed,
  reconnectOvertakesDisconnect,
  reconnectOvertakesDisconnectFixed,
  leaseAgainstInterest,
  leaseAgainstInterestFixed,
  leaseComesBack,
  leaseComesBackFixed,
  leaseNeverWritten,
  leaseNeverWrittenFixed,
  lostOnABusyLink,
  lostOnABusyLinkFixed,
  refusedByTheGone,
  refusedByTheGoneFixed,
  clockAhead,
  clockAheadFixed,
  twoDispatchLanes,
  twoDispatchLanesFixed,
  subscriptionsDie,
  subscriptionsDieFixed,
  toldBeforeVisible,
  toldBeforeVisibleFixed,
];
