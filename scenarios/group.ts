// The Group scenarios: the race windows of Group v0.2.0 on a model with all its bugs, each beside its fixed version, which is the
// same program without that one bug. They are longer than the other scenarios, a hundred steps and more.

import type { Scenario } from "heddle";

import { zombieAfterRemoteWins, zombieAfterRemoteWinsFixed } from "./group/conflicts/g01-zombie-after-remote-wins.ts";
import { mutualKillByUpdate, mutualKillByUpdateFixed } from "./group/conflicts/g02-mutual-kill-by-update.ts";
import { mutualKillByTie, mutualKillByTieFixed } from "./group/conflicts/g03-mutual-kill-by-tie.ts";
import { resolverPingPong, resolverPingPongFixed } from "./group/conflicts/g04-resolver-ping-pong.ts";
import { deadWinner, deadWinnerFixed } from "./group/conflicts/g05-dead-winner.ts";
import { resolverWithEffects, resolverWithEffectsFixed } from "./group/conflicts/g06-resolver-with-effects.ts";
import { reasonByNode, reasonByNodeFixed } from "./group/conflicts/g07-reason-by-node.ts";
import { trappingLoser, trappingLoserFixed } from "./group/conflicts/g08-trapping-loser.ts";
import { unpairedEvents, unpairedEventsFixed } from "./group/conflicts/g09-unpaired-events.ts";
import { controlOvertakesDeath, controlOvertakesDeathFixed } from "./group/ordering/g11-control-overtakes-death.ts";
import {
  controlOvertakesDisconnect,
  controlOvertakesDisconnectFixed,
} from "./group/ordering/g12-control-overtakes-disconnect.ts";
import {
  controlOvertakesNodedown,
  controlOvertakesNodedownFixed,
} from "./group/ordering/g13-control-overtakes-nodedown.ts";
import {
  snapshotOvertakesUpdate,
  snapshotOvertakesUpdateFixed,
} from "./group/ordering/g14-snapshot-overtakes-update.ts";
import { downOvertakesRequest, downOvertakesRequestFixed } from "./group/ordering/g15-down-overtakes-request.ts";
import { deadHolderBlocks, deadHolderBlocksFixed } from "./group/ordering/g16-dead-holder-blocks.ts";
import { shardCrashMidRequest, shardCrashMidRequestFixed } from "./group/ordering/g18-shard-crash-mid-request.ts";
import { crashBetweenIndexes, crashBetweenIndexesFixed } from "./group/ordering/g19-crash-between-indexes.ts";
import { replacementGap, replacementGapFixed } from "./group/ordering/g20-replacement-gap.ts";
import { orphanDeletesWinner, orphanDeletesWinnerFixed } from "./group/ordering/g21-orphan-deletes-winner.ts";
import {
  newShardBeforeOldDown,
  newShardBeforeOldDownFixed,
} from "./group/connections/g22-new-shard-before-old-down.ts";
import { oneShardUnroutesAll, oneShardUnroutesAllFixed } from "./group/connections/g23-one-shard-unroutes-all.ts";
import { lateGreeting, lateGreetingFixed } from "./group/connections/g24-late-greeting.ts";
import { lateDownAfterHeal, lateDownAfterHealFixed } from "./group/connections/g25-late-down-after-heal.ts";
import {
  connectDuringDiscovery,
  connectDuringDiscoveryFixed,
} from "./group/connections/g26-connect-during-discovery.ts";
import {
  executedAfterDisconnect,
  executedAfterDisconnectFixed,
} from "./group/connections/g28-executed-after-disconnect.ts";
import {
  disconnectOvertakesBatch,
  disconnectOvertakesBatchFixed,
} from "./group/connections/g29-disconnect-overtakes-batch.ts";
import { reconnectResurrects, reconnectResurrectsFixed } from "./group/connections/g30-reconnect-resurrects.ts";
import { batchAfterDisconnect, batchAfterDisconnectFixed } from "./group/connections/g31-batch-after-disconnect.ts";
import { disconnectHalfDone, disconnectHalfDoneFixed } from "./group/connections/g32-disconnect-half-done.ts";
import { halfAMembership, halfAMembershipFixed } from "./group/connections/g33-half-a-membership.ts";
import {
  reconnectOvertakesDisconnect,
  reconnectOvertakesDisconnectFixed,
} from "./group/connections/g34-reconnect-overtakes-disconnect.ts";
import { leaseAgainstInterest, leaseAgainstInterestFixed } from "./group/leases/g35-lease-against-interest.ts";
import { leaseComesBack, leaseComesBackFixed } from "./group/leases/g36-lease-comes-back.ts";
import { leaseNeverWritten, leaseNeverWrittenFixed } from "./group/leases/g37-lease-never-written.ts";
import { lostOnABusyLink, lostOnABusyLinkFixed } from "./group/delivery/g38-lost-on-a-busy-link.ts";
import { refusedByTheGone, refusedByTheGoneFixed } from "./group/delivery/g39-refused-by-the-gone.ts";
import { clockAhead, clockAheadFixed } from "./group/conflicts/g40-clock-ahead.ts";
import { twoDispatchLanes, twoDispatchLanesFixed } from "./group/delivery/g41-two-dispatch-lanes.ts";
import { subscriptionsDie, subscriptionsDieFixed } from "./group/delivery/g44-subscriptions-die.ts";
import { toldBeforeVisible, toldBeforeVisibleFixed } from "./group/delivery/g45-told-before-visible.ts";

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
