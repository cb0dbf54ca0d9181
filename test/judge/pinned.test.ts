// The smallest programs of which the reduction once lost a class, or counted one that no schedule has, as the judge shrank
// them: with the number of schedules and of classes. It must run one execution of each class.

import { expect, test } from "vitest";

import { judge } from "./compare.ts";
import type { Case } from "./enumerate.ts";

interface Pinned {
  readonly name: string;
  readonly schedules: number;
  readonly classes: number;
  /** Classes that are run twice, which costs time and loses nothing. Default: none. */
  readonly repeated?: number;
  readonly generated: Case;
}

const PINNED: readonly Pinned[] = [
  {
    name: "a receive that goes on after its actor has returned",
    schedules: 74,
    classes: 6,
    generated: {
      program: {
        actors: [
          [{ do: "send", to: 1, message: 0 }],
          [
            { do: "race", branches: [[{ do: "receive", pattern: 0 }], [{ do: "sleep", ms: 1 }]] },
            { do: "receive", pattern: 1, timeout: 2 },
          ],
        ],
        has: {},
        joins: true,
      },
      settings: { signals: "pairwise", time: "competing", faults: {} },
    },
  },
  {
    name: "an actor that spares itself from faults",
    schedules: 105,
    classes: 3,
    generated: {
      program: { actors: [[], [{ do: "isAlive", of: 1 }, { do: "spareFromFaults" }], []], has: {}, joins: false },
      settings: { signals: "pairwise", time: "lazy", faults: { kill: 1 } },
    },
  },
  {
    name: "an actor that spares itself, beside the end of faults",
    schedules: 11,
    classes: 2,
    generated: {
      program: {
        actors: [[{ do: "endFaults" }], [{ do: "update", cell: 0 }, { do: "spareFromFaults" }]],
        has: {},
        joins: false,
      },
      settings: { signals: "instant", time: "competing", faults: { kill: 1 } },
    },
  },
  {
    name: "an acquire that is cancelled while it waits, and could have gone on later",
    schedules: 706,
    classes: 16,
    generated: {
      program: {
        actors: [
          [
            { do: "release", count: 1 },
            { do: "release", count: 1 },
          ],
          [{ do: "acquire", count: 1 }],
          [
            { do: "acquire", count: 2 },
            { do: "cancel", of: 1 },
          ],
        ],
        has: {},
        joins: false,
      },
      settings: { signals: "instant", time: "competing", faults: {} },
    },
  },
  {
    name: "faults at rest, and monitors of an actor that has ended",
    schedules: 186,
    classes: 38,
    generated: {
      program: {
        actors: [
          [],
          [{ do: "receive", pattern: 0 }],
          [
            { do: "monitor", of: 0 },
            { do: "receive", pattern: 0 },
          ],
          [
            { do: "monitor", of: 0 },
            { do: "receive", pattern: 0 },
          ],
        ],
        has: {},
        joins: false,
      },
      settings: { signals: "instant", time: "competing", faults: { kill: 1 } },
    },
  },
  {
    name: "a crash at rest is none: everything comes before it",
    schedules: 51,
    classes: 8,
    generated: {
      program: { actors: [[{ do: "receive", pattern: "any" }], []], has: { places: ["a", "b"] }, joins: false },
      settings: { signals: "instant", time: "lazy", faults: { restart: 1 } },
    },
  },
  {
    name: "the end of faults, beside actors that read",
    schedules: 400,
    classes: 5,
    generated: {
      program: {
        actors: [[{ do: "endFaults" }], [{ do: "read", cell: 0 }], [{ do: "read", cell: 0 }]],
        has: {},
        joins: false,
      },
      settings: { signals: "instant", time: "competing", faults: { kill: 1 } },
    },
  },
  {
    name: "a fault that draws, and may come last",
    schedules: 41,
    classes: 9,
    generated: {
      program: { actors: [[], []], has: { places: ["a", "a"] }, joins: true },
      settings: { signals: "pairwise", time: "lazy", faults: { skew: 1 } },
    },
  },
  {
    name: "kills of linked actors whose exits are delivered",
    schedules: 780,
    classes: 23,
    repeated: 2,
    generated: {
      program: {
        actors: [
          [],
          [{ do: "receive", pattern: 1 }],
          [
            { do: "link", of: 1 },
            { do: "receive", pattern: 0 },
          ],
          [
            { do: "link", of: 1 },
            { do: "receive", pattern: 0 },
          ],
        ],
        has: {},
        joins: true,
      },
      settings: { signals: "pairwise", time: "competing", faults: { kill: 1 } },
    },
  },
  {
    name: "a crash that withdraws the exit of an actor",
    schedules: 73,
    classes: 5,
    generated: {
      program: { actors: [[], []], has: { places: ["a", "b"] }, joins: false },
      settings: { signals: "pairwise", time: "lazy", faults: { crash: 1 } },
    },
  },
  {
    name: "a name table that is read as a whole before it has a name",
    schedules: 1189,
    classes: 4,
    generated: {
      program: {
        actors: [[{ do: "register", key: 0 }], [{ do: "registered" }], [{ do: "lookup", key: 0 }]],
        has: { registry: "safe names" },
        joins: true,
      },
      settings: { signals: "pairwise", time: "lazy", faults: {} },
    },
  },
  {
    name: "a loss that finds the link broken",
    schedules: 125,
    classes: 5,
    generated: {
      program: {
        actors: [
          [
            { do: "cut", isOneWay: true },
            { do: "monitor", of: 0 },
          ],
          [{ do: "disconnect" }],
        ],
        has: { places: ["a", "b"] },
        joins: false,
      },
      settings: { signals: "instant", time: "competing", faults: {} },
    },
  },
  {
    name: "a crash beside a partition",
    schedules: 80,
    classes: 6,
    generated: {
      program: {
        actors: [[{ do: "crash", node: "b" }], [{ do: "partition" }]],
        has: { places: ["outside", "b"] },
        joins: false,
      },
      settings: { signals: "instant", time: "competing", faults: {} },
    },
  },
  {
    name: "a node that restarts twice while others reconnect",
    schedules: 30,
    classes: 6,
    generated: {
      program: {
        actors: [
          [
            { do: "restart", node: "a" },
            { do: "restart", node: "a" },
          ],
          [],
        ],
        has: { places: ["a", "b"] },
        joins: false,
      },
      settings: { signals: "instant", time: "lazy", faults: {} },
    },
  },
  {
    name: "a loss that waits for deliveries, beside a look at the connections",
    schedules: 30,
    classes: 2,
    generated: {
      program: {
        actors: [[{ do: "stopNode", node: "b" }], [{ do: "runOn", node: "a" }]],
        has: { places: ["a", "b"] },
        joins: true,
      },
      settings: { signals: "instant", time: "competing", faults: {} },
    },
  },
  {
    name: "a lookup of a name, beside the end of its holder",
    schedules: 471,
    classes: 7,
    generated: {
      program: {
        actors: [
          [{ do: "sendTo", node: "a", message: 0 }],
          [{ do: "registerName" }],
          [{ do: "trySend", to: 2, message: 1 }],
        ],
        has: { places: ["a", "a"] },
        joins: true,
      },
      settings: { signals: "instant", time: "competing", faults: {} },
    },
  },
  {
    name: "a resume of a server that still handles a message",
    schedules: 786,
    classes: 11,
    generated: {
      program: {
        actors: [[{ do: "resumeServer" }], [{ do: "call", timeout: 1 }], [{ do: "suspendServer" }]],
        has: { server: "slow" },
        joins: false,
      },
      settings: { signals: "instant", time: "lazy", faults: {} },
    },
  },
  {
    name: "a reconnection beside a second healing",
    schedules: 1914,
    classes: 4,
    generated: {
      program: {
        actors: [
          [{ do: "heal" }, { do: "heal" }],
          [
            { do: "cut", isOneWay: false },
            { do: "isAlive", of: 0 },
          ],
        ],
        has: { places: ["a", "b"] },
        joins: true,
      },
      settings: { signals: "instant", time: "competing", faults: {} },
    },
  },
  {
    name: "two suspensions and a call",
    schedules: 134,
    classes: 6,
    generated: {
      program: {
        actors: [[{ do: "suspendServer" }], [{ do: "suspendServer" }], [{ do: "call" }]],
        has: { server: "quick" },
        joins: false,
      },
      settings: { signals: "instant", time: "competing", faults: {} },
    },
  },
  {
    name: "suspensions and stops",
    schedules: 118,
    classes: 5,
    generated: {
      program: {
        actors: [[{ do: "suspendServer" }, { do: "stop" }], [], [{ do: "stop" }]],
        has: { server: "quick" },
        joins: false,
      },
      settings: { signals: "instant", time: "competing", faults: {} },
    },
  },
  {
    name: "a link that touches less than where it was planned",
    schedules: 1079,
    classes: 14,
    generated: {
      program: { actors: [[], [], [{ do: "link", of: 0 }], [{ do: "monitor", of: 2 }]], has: {}, joins: false },
      settings: { signals: "instant", time: "lazy", faults: {} },
    },
  },
  {
    name: "branches that begin before or after the exit of their actor",
    schedules: 120,
    classes: 2,
    generated: {
      program: {
        actors: [
          [
            {
              do: "race",
              branches: [
                [
                  { do: "send", to: 1, message: 0 },
                  {
                    do: "race",
                    branches: [[{ do: "update", cell: 0 }], [{ do: "update", cell: 0 }]],
                  },
                ],
                [{ do: "now" }],
              ],
            },
          ],
          [],
        ],
        has: {},
        joins: false,
      },
      settings: { signals: "instant", time: "competing", faults: {} },
    },
  },
  {
    name: "two waits for quiescence, beside a time-out",
    schedules: 2,
    classes: 2,
    generated: {
      program: {
        actors: [
          [{ do: "quiescence" }],
          [{ do: "quiescence" }],
          [{ do: "lock", body: [{ do: "receive", pattern: 0, timeout: 1 }] }],
        ],
        has: {},
        joins: false,
      },
      settings: { signals: "instant", time: "competing", faults: {} },
    },
  },
  {
    name: "a link after its own actor has returned",
    schedules: 11,
    classes: 5,
    generated: {
      program: {
        actors: [
          [{ do: "receive", pattern: "any", timeout: 1 }],
          [
            {
              do: "race",
              branches: [[{ do: "get", key: 0 }], [{ do: "link", of: 0 }]],
            },
          ],
        ],
        has: {},
        joins: false,
      },
      settings: { signals: "pairwise", time: "lazy", faults: {} },
    },
  },
  {
    name: "a spawn with a link after its own actor has returned",
    schedules: 135,
    classes: 10,
    generated: {
      program: {
        actors: [[], [{ do: "race", branches: [[{ do: "get", key: 0 }], [{ do: "spawnLink", body: [] }]] }]],
        has: {},
        joins: false,
      },
      settings: { signals: "instant", time: "lazy", faults: {} },
    },
  },
  {
    name: "a table that is created after its owner has returned",
    schedules: 204,
    classes: 12,
    generated: {
      program: {
        actors: [
          [],
          [{ do: "race", branches: [[{ do: "get", key: 0 }], [{ do: "read", cell: 0 }, { do: "ownTable" }]] }],
        ],
        has: {},
        joins: false,
      },
      settings: { signals: "instant", time: "lazy", faults: {} },
    },
  },
  {
    name: "an acquire that is cancelled, before which a permit is taken for good",
    schedules: 429,
    classes: 7,
    generated: {
      program: {
        actors: [
          [
            { do: "cancel", of: 1 },
            { do: "release", count: 2 },
          ],
          [{ do: "acquire", count: 2 }],
          [
            { do: "acquire", count: 2 },
            { do: "release", count: 2 },
          ],
        ],
        has: {},
        joins: false,
      },
      settings: { signals: "instant", time: "competing", faults: {} },
    },
  },
  {
    name: "an answer of a port that ends its actor, beside a cancellation of that",
    schedules: 10,
    classes: 4,
    generated: {
      program: {
        actors: [[{ do: "port", latency: "effect", key: "one" }], [{ do: "cancel", of: 0 }]],
        has: {},
        joins: false,
      },
      settings: { signals: "instant", time: "lazy", faults: {} },
    },
  },
  {
    name: "an answer of a port to an actor that was killed",
    schedules: 10,
    classes: 4,
    generated: {
      program: {
        actors: [
          [{ do: "kill", of: 1 }],
          [
            {
              do: "race",
              branches: [
                [{ do: "now" }],
                [
                  { do: "port", latency: "answer", key: "one" },
                  { do: "cancel", of: 0 },
                ],
              ],
            },
            { do: "kill", of: 1 },
          ],
        ],
        has: {},
        joins: false,
      },
      settings: { signals: "instant", time: "competing", faults: {} },
    },
  },
  {
    name: "a call of a port that a branch has left, beside a kill of its actor",
    schedules: 25,
    classes: 4,
    generated: {
      program: {
        actors: [
          [{ do: "now" }],
          [
            {
              do: "race",
              branches: [[{ do: "cancel", of: 3 }], [{ do: "port", latency: "both", key: "zero" }]],
            },
          ],
        ],
        has: {},
        joins: true,
      },
      settings: { signals: "instant", time: "lazy", faults: {} },
    },
  },
  {
    name: "a request to link that arrives at an actor that exits, beside its monitors",
    schedules: 381,
    classes: 103,
    generated: {
      program: {
        actors: [
          [],
          [
            { do: "link", of: 0 },
            { do: "monitor", of: 0 },
            { do: "monitor", of: 0 },
          ],
        ],
        has: {},
        joins: false,
      },
      settings: { signals: "pairwise", time: "lazy", faults: {} },
    },
  },
  {
    name: "an unlinking and a link of an actor that ends, beside a monitor",
    schedules: 783,
    classes: 23,
    generated: {
      program: {
        actors: [
          [],
          [
            { do: "unlink", of: 2 },
            { do: "link", of: 2 },
          ],
          [
            { do: "monitor", of: 1 },
            { do: "update", cell: 1 },
          ],
        ],
        has: {},
        joins: false,
      },
      settings: { signals: "instant", time: "competing", faults: {} },
    },
  },
  {
    name: "kills at rest, before a link and a monitor",
    schedules: 33,
    classes: 14,
    generated: {
      program: {
        actors: [[{ do: "monitor", of: 1 }], [{ do: "now" }, { do: "sleep", ms: 1 }], [{ do: "link", of: 1 }]],
        has: {},
        joins: true,
      },
      settings: { signals: "instant", time: "lazy", faults: { kill: 1 } },
    },
  },
  {
    name: "a question that is answered before a reply is sent to the same actor",
    schedules: 76,
    classes: 3,
    generated: {
      program: {
        actors: [[], [{ do: "call", timeout: 5 }, { do: "serverIsAlive" }]],
        has: { server: "slow" },
        joins: true,
      },
      settings: { signals: "pairwise", time: "competing", faults: {} },
    },
  },
  {
    name: "a question that is answered before a reply, beside a resumption",
    schedules: 696,
    classes: 9,
    generated: {
      program: {
        actors: [[{ do: "resumeServer" }], [{ do: "call", timeout: 5 }, { do: "serverIsAlive" }]],
        has: { server: "slow" },
        joins: true,
      },
      settings: { signals: "pairwise", time: "competing", faults: {} },
    },
  },
  {
    name: "a question that is answered before a handler replies and sends",
    schedules: 1_207,
    classes: 4,
    generated: {
      program: {
        actors: [[{ do: "cast" }], [{ do: "call", timeout: 2 }, { do: "serverIsAlive" }]],
        has: { server: "deferring" },
        joins: true,
      },
      settings: { signals: "pairwise", time: "competing", faults: {} },
    },
  },
  {
    name: "a timer that is set after all others have fired",
    schedules: 2_210,
    classes: 17,
    generated: {
      program: {
        actors: [
          [{ do: "sleep", ms: 5 }],
          [
            { do: "timeout", ms: 1, clear: undefined },
            { do: "write", cell: 0 },
            { do: "sleep", ms: 5 },
          ],
          [{ do: "read", cell: 0 }],
        ],
        has: {},
        joins: false,
      },
      settings: { signals: "instant", time: "competing", faults: {} },
    },
  },
];

test.each(PINNED)("$name", { timeout: 60_000 }, async ({ classes, generated, repeated, schedules }) => {
  const differences = repeated === undefined ? [] : [{ kind: "repeated", what: repeated }];
  const judged = await judge(generated, { limit: 10_000, failures: "all" });
  expect(judged).toEqual({ executions: schedules, classes, differences });
});
