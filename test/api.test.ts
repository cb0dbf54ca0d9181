// The public API: the names that each entry point exports. A change here is a change for users: see CHANGELOG.md.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import packageJson from "../package.json" with { type: "json" };

interface Names {
  readonly values: readonly string[];
  readonly types: readonly string[];
}

/** The exports of an entry point. Values are read at run time, types from the source. */
async function namesOf(file: string): Promise<Names> {
  const path = fileURLToPath(new URL(`../src/${file}`, import.meta.url));
  const door = (await import(path)) as object;
  const lists = readFileSync(path, "utf8").matchAll(/^export type \{([^}]*)\}/gm);
  const types = [...lists].flatMap(([, list = ""]) => list.split(",").map((name) => name.trim().split(" ").at(-1)));
  return {
    values: Object.keys(door).toSorted(),
    types: types.filter((name) => name !== undefined && name !== "").toSorted() as string[],
  };
}

test("the doors are those of package.json", () => {
  expect(Object.keys(packageJson.exports)).toMatchInlineSnapshot(`
    [
      ".",
      "./memory",
      "./ports",
      "./models",
      "./instrument",
      "./register",
      "./jest",
      "./otp",
      "./cluster",
      "./registry",
      "./group",
      "./check",
      "./strategy",
      "./report",
      "./fast-check",
      "./vitest",
      "./report.schema.json",
      "./package.json",
    ]
  `);
});

test("heddle exports at most 70 names", async () => {
  const { types, values } = await namesOf("index.ts");
  expect(types.length + values.length).toBeLessThanOrEqual(70);
});

test("heddle exports these names", async () => {
  expect(await namesOf("index.ts")).toMatchInlineSnapshot(`
    {
      "types": [
        "Body",
        "Check",
        "CompletedExecution",
        "Counterexample",
        "Crashed",
        "DownMessage",
        "Execution",
        "ExitMessage",
        "ExitReason",
        "ExploreOptions",
        "MonitorRef",
        "PauseOptions",
        "Program",
        "Progress",
        "ReceiveOptions",
        "Received",
        "ReplayOptions",
        "Report",
        "Scenario",
        "ScenarioTraits",
        "Seed",
        "ShrinkOptions",
        "StrategyName",
        "Subject",
        "TaggedReason",
        "Verdict",
        "VerifyOptions",
      ],
      "values": [
        "Cancelled",
        "Deadlock",
        "ExecutionEnded",
        "InternalError",
        "Livelock",
        "P",
        "Pid",
        "ReplayDivergence",
        "UncontrolledNondeterminism",
        "UnreadableError",
        "UsageError",
        "assertExplore",
        "assertVerify",
        "cancel",
        "choose",
        "demonitor",
        "endFaults",
        "exit",
        "explore",
        "isAlive",
        "join",
        "kill",
        "link",
        "monitor",
        "now",
        "pause",
        "quiescence",
        "receive",
        "replay",
        "resume",
        "scenario",
        "self",
        "send",
        "shield",
        "shrink",
        "sleep",
        "spareFromFaults",
        "spawn",
        "spawnLink",
        "suspend",
        "trapExit",
        "unlink",
        "verify",
      ],
    }
  `);
});

test("heddle/strategy exports these names", async () => {
  expect(await namesOf("strategy/public.ts")).toMatchInlineSnapshot(`
    {
      "types": [
        "DelayOptions",
        "EnabledOperation",
        "ExecutionStart",
        "FairPctOptions",
        "Feedback",
        "Generator",
        "PctOptions",
        "Strategy",
        "TouchedObject",
      ],
      "values": [
        "Access",
        "DelayBounding",
        "FairPct",
        "IterativePct",
        "Pct",
        "Pctcp",
        "Portfolio",
        "Pos",
        "RandomWalk",
        "Rff",
        "Role",
        "RoundRobin",
        "Surw",
        "Urw",
        "isDependent",
      ],
    }
  `);
});

test("heddle/instrument exports these names", async () => {
  expect(await namesOf("instrument/index.ts")).toMatchInlineSnapshot(`
    {
      "types": [
        "InstrumentOptions",
        "InstrumentationPlugin",
      ],
      "values": [
        "instrumentation",
        "register",
      ],
    }
  `);
});

test("heddle/ports exports these names", async () => {
  expect(await namesOf("ports/index.ts")).toMatchInlineSnapshot(`
    {
      "types": [
        "PortFaults",
        "PortOptions",
        "PortsOptions",
      ],
      "values": [
        "PortFailed",
        "port",
        "ports",
      ],
    }
  `);
});

test("heddle/models exports these names", async () => {
  expect(await namesOf("models/index.ts")).toMatchInlineSnapshot(`
    {
      "types": [
        "FetchHandler",
        "Models",
      ],
      "values": [
        "fresh",
        "withModels",
      ],
    }
  `);
});

test("heddle/memory exports these names", async () => {
  expect(await namesOf("memory/index.ts")).toMatchInlineSnapshot(`
    {
      "types": [
        "AcquireOptions",
        "BagTable",
        "Footprint",
        "LockSide",
        "OwnOperation",
        "SetTable",
        "TableOptions",
        "TableTransfer",
        "Touched",
      ],
      "values": [
        "Barrier",
        "Cell",
        "Condition",
        "Mutex",
        "ReadWriteLock",
        "Semaphore",
        "Table",
        "TableGone",
        "barrier",
        "cell",
        "condition",
        "mutex",
        "operation",
        "readWriteLock",
        "semaphore",
        "shared",
        "table",
      ],
    }
  `);
});

test("heddle/otp exports these names", async () => {
  expect(await namesOf("otp/index.ts")).toMatchInlineSnapshot(`
    {
      "types": [
        "Address",
        "AgentAddress",
        "AgentProtocol",
        "CallOptions",
        "CallResult",
        "CancelChild",
        "CancelSupervisorOptions",
        "CancellableActor",
        "CancellableOptions",
        "CastOf",
        "ChildCounts",
        "ChildInfo",
        "ChildSpec",
        "Continue",
        "ContinueOf",
        "DynamicChildCounts",
        "DynamicChildInfo",
        "DynamicChildSpec",
        "DynamicSupervisorAddress",
        "DynamicSupervisorOptions",
        "DynamicSupervisorProtocol",
        "From",
        "HandlerResult",
        "InfoOf",
        "InitResult",
        "MapOptions",
        "Protocol",
        "Refusal",
        "Reply",
        "ReplyAndStop",
        "ReplyOf",
        "ReplyTo",
        "RequestOf",
        "Restart",
        "RestartLimits",
        "RestartStrategy",
        "ResultsOf",
        "RunningChild",
        "ServerModule",
        "ServerRef",
        "Shutdown",
        "StartArguments",
        "StartOptions",
        "Startable",
        "Stop",
        "SupervisorAddress",
        "SupervisorOptions",
        "SupervisorProtocol",
        "TaskFunction",
        "TaskResult",
        "TimeoutMessage",
        "ViaName",
      ],
      "values": [
        "ActorExit",
        "Agent",
        "AlreadyStarted",
        "CallFailed",
        "CancelSupervisor",
        "ChildRefused",
        "ChildStartFailed",
        "DynamicSupervisor",
        "GenServer",
        "LinkFailed",
        "MaxRestartsExceeded",
        "RestartWindow",
        "StartFailed",
        "Supervisor",
        "Task",
        "TaskFailed",
        "TaskRef",
      ],
    }
  `);
});

test("heddle/registry exports these names", async () => {
  expect(await namesOf("registry/index.ts")).toMatchInlineSnapshot(`
    {
      "types": [
        "DispatchOptions",
        "Entries",
        "NameTableOptions",
        "RegisterOptions",
        "Registered",
        "Registration",
        "RegistryEvent",
        "RegistryMeta",
        "RegistryOptions",
        "RegistrySelection",
        "RekiCallOptions",
        "RekiChildOptions",
        "RekiOptions",
        "Updated",
      ],
      "values": [
        "NameTable",
        "Registry",
        "Reki",
        "RekiNotRunning",
        "UnknownRegistry",
        "register",
        "registered",
        "unregister",
        "whereis",
      ],
    }
  `);
});

test("heddle/check exports these names", async () => {
  expect(await namesOf("check/index.ts")).toMatchInlineSnapshot(`
    {
      "types": [
        "CounterOperation",
        "HistoryOptions",
        "HistoryVerdict",
        "JudgeOptions",
        "KeptOrder",
        "KeyValueOperation",
        "KeyValueState",
        "LockOperation",
        "Model",
        "NameTableOperation",
        "NameTableResult",
        "NoOrphansOptions",
        "Over",
        "PassedHistory",
        "Peekable",
        "Predicate",
        "QueueOperation",
        "Recorded",
        "RecordedOperation",
        "RegisterOperation",
        "RegistryOperation",
        "RegistryResult",
        "RegistryState",
        "Rejected",
        "RuleOptions",
        "SearchLimits",
        "SetOperation",
        "SpentLimit",
        "Stepped",
        "UndecidedHistory",
        "ViolatedHistory",
        "ViolationReason",
      ],
      "values": [
        "History",
        "HistoryUndecided",
        "HistoryViolated",
        "Obligation",
        "RuleBroken",
        "always",
        "assertLinearizable",
        "assertSequentiallyConsistent",
        "atQuiescence",
        "counterModel",
        "eventually",
        "historyDiagram",
        "keyValueModel",
        "leadsTo",
        "linearizability",
        "lockModel",
        "nameTableModel",
        "noLeaks",
        "noOrphans",
        "obligation",
        "partitionBy",
        "peek",
        "queueModel",
        "registerModel",
        "registryModel",
        "sequentialConsistency",
        "setModel",
        "structuralText",
        "unknownOperation",
      ],
    }
  `);
});

test("heddle/report exports these names", async () => {
  expect(await namesOf("report/index.ts")).toMatchInlineSnapshot(`
    {
      "types": [
        "Basis",
        "CorpusReplay",
        "CorpusReport",
        "CounterexampleJson",
        "CounterexampleTextOptions",
        "CriticalPair",
        "DependentSteps",
        "Deviation",
        "Divergence",
        "Doubt",
        "ErrorJson",
        "ExplanationJson",
        "ExplorationJson",
        "ExplorationResult",
        "Explored",
        "Failure",
        "InstrumentedBasis",
        "JsonContext",
        "LostClass",
        "MermaidOptions",
        "Outcome",
        "OutputPart",
        "PageOptions",
        "Palette",
        "PassedReport",
        "ProgramOutput",
        "Proof",
        "RacingOperation",
        "ReplayJson",
        "RunJson",
        "Settings",
        "SourcePosition",
        "Sources",
        "Step",
        "StrategyShare",
        "Survivor",
        "UndecidedReport",
        "ViolatedReport",
        "Wait",
      ],
      "values": [
        "asSentence",
        "basisLine",
        "basisOfRun",
        "briefText",
        "corpusLines",
        "counterexampleJson",
        "counterexampleText",
        "endingsOf",
        "errorJson",
        "errorLines",
        "exitsOf",
        "explorationJson",
        "findingText",
        "githubText",
        "instrumentationLine",
        "isAsExpected",
        "isCutOff",
        "junitText",
        "laneText",
        "leftOpenLines",
        "mermaidText",
        "operationOrSignal",
        "outputLines",
        "paletteFor",
        "replayCommand",
        "replayJson",
        "replayedText",
        "reportLine",
        "shellWord",
        "sourceText",
        "summaryLine",
        "switchText",
        "undecidedText",
        "unseenText",
      ],
    }
  `);
});

test("heddle/fast-check exports these names", async () => {
  expect(await namesOf("fast-check/index.ts")).toMatchInlineSnapshot(`
    {
      "types": [
        "Applied",
        "InterleavedArguments",
        "ModelCommand",
        "ModelSetup",
        "ModelStart",
        "ScheduleOptions",
      ],
      "values": [
        "NotLinearizable",
        "Schedule",
        "concurrentModelRun",
        "interleaved",
        "schedule",
      ],
    }
  `);
});

test("heddle/vitest exports these names", async () => {
  expect(await namesOf("vitest/index.ts")).toMatchInlineSnapshot(`
    {
      "types": [
        "ExplorationMeta",
        "ExploreCall",
        "ExploreEach",
        "ExploreTest",
        "ExploreTestOptions",
        "HeddleMatchers",
        "HeddleTest",
        "HeddleTestMeta",
        "HoldOptions",
        "ProjectOptions",
      ],
      "values": [
        "heddleMatchers",
        "it",
        "test",
      ],
    }
  `);
});

test("GenServer has these functions", async () => {
  const { GenServer } = await import("../src/otp/index.ts");
  expect(Object.keys(GenServer).toSorted()).toMatchInlineSnapshot(`
    [
      "call",
      "cast",
      "reply",
      "start",
      "startLink",
      "stop",
    ]
  `);
});

test("the other servers of heddle/otp have these functions", async () => {
  const { Agent, DynamicSupervisor, Supervisor, Task } = await import("../src/otp/index.ts");
  const names = [Supervisor, DynamicSupervisor, Task, Agent].map((each) => Object.keys(each).toSorted());
  expect(names).toMatchInlineSnapshot(`
    [
      [
        "countChildren",
        "deleteChild",
        "restartChild",
        "start",
        "startChild",
        "startLink",
        "stop",
        "terminateChild",
        "whichChildren",
      ],
      [
        "countChildren",
        "start",
        "startChild",
        "startLink",
        "stop",
        "terminateChild",
        "whichChildren",
      ],
      [
        "async",
        "await",
        "awaitMany",
        "map",
        "shutdown",
        "start",
        "startLink",
        "yield",
      ],
      [
        "cast",
        "get",
        "getAndUpdate",
        "start",
        "startLink",
        "stop",
        "update",
      ],
    ]
  `);
});
