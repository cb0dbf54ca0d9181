// `heddle explore`: table, findings, exit codes.

import { afterAll, expect, test } from "vitest";

import type { ExplorationJson } from "../../src/report/index.ts";
import { folderWith, heddle, scenarioSource, startResident, withoutMachineDetails } from "./run-heddle.ts";

const resident = startResident();
afterAll(() => {
  resident.end();
});

test("explore prints the table, the findings with their replay command, and a summary", async () => {
  const { code, stderr, stdout } = await resident.run([
    "explore",
    "lost-update.ts",
    ..."--strategy random --executions 500".split(" "),
  ]);

  expect(withoutMachineDetails(stdout)).toBe(
    [
      "scenario       verdict   expected  first failure  steps  executions   unseen  per second  token",
      "broken-update  violated  yes                   2     11           2        -  <rate>  <token>",
      "fixed-update   passed    yes                   -      -         500  0 ± 0 %  <rate>  -",
      "",
      "broken-update: Error: an update was lost: 1",
      "  Fails when `one: cell.read(counter)` comes before `two: cell.write(counter)` and `two: cell.read(counter)` before",
      "  `one: cell.write(counter)`; passes when either is the other way round.",
      "  11 steps, 4 switches, 1 deviation from the default schedule (execution 2 failed with 11 steps, 6 switches, 3",
      "  deviations; shrunk in 58 re-runs)",
      "  replay: heddle replay <token> lost-update.ts",
      "",
      "2 scenarios as expected: 502 executions, 4 classes; 0 ± 0 % chance that one more execution shows a new class; " +
        "with 95 % confidence fewer than 0.6 % of executions fail",
      "classes rest on: state in heddle's objects (plain variables were not looked at), competing time, pairwise signals",
      "",
    ].join("\n"),
  );
  expect(stderr).toBe("");
  expect(code).toBe(0);
});

test("a verdict that is not the expected one gives exit code 1 and the whole report", async () => {
  const { code, stdout } = await resident.run(["explore", "unexpected.ts", "--executions", "10"]);

  expect(withoutMachineDetails(stdout)).toBe(
    [
      "scenario       verdict    expected      first failure  steps  executions   unseen  per second  token",
      "fails-anyway   violated   no, passed                1      0           1        -  <rate>  <token>",
      "holds-anyway   passed     no, violated              -      -          10  0 ± 0 %  <rate>  -",
      "tests-nothing  undecided  no, passed                -      -          10        -  <rate>  -",
      "waits-forever  violated   no, passed                1      0           1        -  <rate>  <token>",
      "",
      "fails-anyway: Error: no reason",
      "  in main at unexpected.ts:10",
      "",
      '     8 │     name: "fails-anyway",',
      "     9 │     program: () => {",
      '  > 10 │       throw new Error("no reason");',
      "       │             ^",
      "    11 │     },",
      "    12 │   }),",
      "",
      "Fails in every order that was tried.",
      "",
      "0 steps, 0 switches, 0 deviations from the default schedule (execution 1; shrunk in 19 re-runs)",
      "",
      "token: <token>",
      "replay: heddle replay <token> unexpected.ts",
      "",
      "tests-nothing: nothing was tested",
      "  In 10 executions no choice ever had two alternatives, so all went the same way. An exploration",
      "  needs choices: spawn at least two actors that act on something they share, and wait for both in the program.",
      "  Awaits of ordinary code are no scheduling points by themselves: instrument its files (heddle/instrument), or wrap what",
      "  leaves the program (heddle/ports).",
      "",
      "waits-forever: Deadlock: No actor can make progress:",
      "    main waits in receive(main)",
      "",
      "Fails in every order that was tried.",
      "",
      "0 steps, 0 switches, 0 deviations from the default schedule (execution 1; shrunk in 19 re-runs)",
      "",
      "token: <token>",
      "replay: heddle replay <token> unexpected.ts",
      "",
      "0 of 4 scenarios as expected, 4 not: 22 executions, 5 classes; " +
        "0 ± 0 % chance that one more execution shows a new class; " +
        "with 95 % confidence fewer than 30 % of executions fail",
      "classes rest on: state in heddle's objects (plain variables were not looked at), competing time, pairwise signals",
      "",
    ].join("\n"),
  );
  expect(code).toBe(1);
});

test("--reporter json prints one versioned document with errors as data", async () => {
  const { code, stdout } = await resident.run([
    "explore",
    "lost-update.ts",
    "--executions",
    "50",
    "--reporter",
    "json",
  ]);
  const document = JSON.parse(stdout) as ExplorationJson;
  const [broken, fixed] = document.runs;

  expect(document).toMatchObject({ version: 3, heddle: "0.1.0", asExpected: true, interrupted: false });
  expect(broken).toMatchObject({ scenario: "broken-update", file: "lost-update.ts", verdict: "violated" });
  expect(broken?.counterexamples).toHaveLength(1);
  expect(broken?.counterexamples[0]).toMatchObject({
    outcome: "violated",
    error: { name: "Error", message: "an update was lost: 1" },
  });
  expect(broken?.counterexamples[0]?.trace).toHaveLength(11);
  expect(fixed).toMatchObject({ scenario: "fixed-update", verdict: "passed", report: { executions: 50 } });
  expect(code).toBe(0);
});

test("the same seed finds the same, another one something else", async () => {
  const seeded = (seed: string): Promise<string> =>
    resident
      .run(["explore", "lost-update.ts", "broken-update", "--strategy", "pct", "--seed", seed, "--reporter", "json"])
      .then(({ stdout }) => JSON.stringify((JSON.parse(stdout) as ExplorationJson).runs[0]?.counterexamples));

  const [one, again, other] = await Promise.all([seeded("one"), seeded("one"), seeded("other")]);

  expect(again).toBe(one);
  expect(other).not.toBe(one);
});

test("options of the command line reach the exploration", async () => {
  const { stdout } = await heddle([
    ..."explore lost-update.ts fixed-update --strategy fair-pct-2 --executions 7 --max-steps 5 --workers 2".split(" "),
    ..."--stop-after 2 --signals instant --time lazy --reporter json".split(" "),
  ]);

  const [run] = (JSON.parse(stdout) as ExplorationJson).runs;

  expect(run).toMatchObject({ verdict: "undecided", asExpected: false, report: { executions: 7, undecided: 7 } });
});

test("--faults says which faults may strike, and is part of the token", async () => {
  const { stdout } = await resident.run(
    "explore lost-update.ts broken-update --faults drop=1,kill=0 --reporter json".split(" "),
  );

  const [run] = (JSON.parse(stdout) as ExplorationJson).runs;

  expect(run?.counterexamples[0]?.token).toContain(":pc7ps-d1:");
});

test("one and several workers print the same", async () => {
  const options = "explore lost-update.ts --strategy random --executions 3000 --workers".split(" ");

  const [one, three] = await Promise.all(["1", "3"].map((workers) => heddle([...options, workers])));

  expect(three?.stderr).toBe("");
  expect(withoutMachineDetails(three?.stdout ?? "")).toBe(withoutMachineDetails(one?.stdout ?? ""));
  expect(three?.code).toBe(0);
});

test("workers load a scenario in TypeScript from a folder outside the repository", async () => {
  const cwd = folderWith({ "race.ts": scenarioSource("race").replace("async () =>", "async (): Promise<unknown> =>") });

  const { code, stderr, stdout } = await heddle(["explore", "race.ts", "--workers", "2"], { cwd });

  expect(stderr).toBe("");
  expect(stdout).toMatch(/^race +passed +yes /m);
  expect(code).toBe(0);
});

test("a program that ends its thread is reported beside the others, and the command ends", async () => {
  const cwd = folderWith({ "race.ts": DEADLY });

  const { code, stdout } = await heddle(["explore", "race.ts", "--workers", "2"], { cwd });

  expect(stdout).toMatch(/^deadly +undecided +no, passed .*\nsecond +passed +yes /m);
  expect(stdout).toContain(
    "deadly: broken off after 0 executions\n  UncontrolledNondeterminism: Two workers crashed in the same executions of ",
  );
  expect(code).toBe(1);
});

test("a file that ends a worker while it is loaded cannot be explored", async () => {
  const cwd = folderWith({
    "race.ts": `import { isMainThread } from "node:worker_threads";\nif (!isMainThread) process.exit(4);\n${scenarioSource("race")}`,
  });

  const { code, stdout } = await heddle(["explore", "race.ts", "--workers", "2"], { cwd });

  expect(stdout).toMatch(
    /^race could not be explored\n {2}UsageError: A worker exited while loading file:.*race\.ts: it exited with code 4/m,
  );
  expect(code).toBe(2);
});

const DEADLY = `
import { pause, scenario } from "heddle";
// Taken before explorations replace it.
const endThread = process.reallyExit.bind(process);
const program = () => Promise.all([pause(), pause()]);
export const scenarios = [
  scenario({ name: "deadly", program: async () => { await program(); endThread(9); } }),
  scenario({ name: "second", program }),
];
`;

test("--time-limit-ms alone is the only limit", async () => {
  const { code, stdout } = await heddle([
    "explore",
    "endless.ts",
    "first",
    "--time-limit-ms",
    "1500",
    "--reporter",
    "json",
  ]);

  const [run] = (JSON.parse(stdout) as ExplorationJson).runs;

  expect(run?.verdict).toBe("passed");
  expect(run?.report?.executions).toBeGreaterThan(1_000);
  expect(code).toBe(0);
});

test("a scenario that cannot be repeated is reported beside the others with exit code 1", async () => {
  const cwd = folderWith({ "race.ts": UNREPEATABLE });

  const { code, stdout } = await resident.run(["explore", "race.ts", "--executions", "5"], { cwd });

  expect(stdout).toMatch(/^first {5}undecided {2}no, passed .*\nsecond {4}passed {5}yes /m);
  expect(stdout).toContain(
    "first: broken off after 1 execution\n  UncontrolledNondeterminism: The same choices led to ",
  );
  expect(code).toBe(1);
});

const UNREPEATABLE = `
import { pause, scenario } from "heddle";
let executions = 0;
export const scenarios = [
  scenario({ name: "first", program: () => { executions += 1; if (executions === 1) throw new Error("once"); } }),
  scenario({ name: "second", program: () => Promise.all([pause(), pause()]) }),
];
`;

test("a wrong option of a scenario does not keep the others from running", async () => {
  const wrong = "export const wrong = scenario({ name: 'wrong', options: { maxSteps: 0 }, program: pause });\n";
  const cwd = folderWith({ "race.ts": wrong.replace("wrong", "aWrong") + scenarioSource("race") });

  const { code, stdout } = await resident.run(["explore", "race.ts", "--executions", "5"], { cwd });

  expect(stdout).toMatch(/^wrong +error +no, passed .*\nrace +passed +yes /m);
  expect(stdout).toContain(
    "wrong could not be explored\n" +
      "  UsageError: The option maxSteps of an exploration must be a whole number of at least 1, but is 0.\n",
  );
  expect(code).toBe(2);
});

test("a wrong option of the command is refused once", async () => {
  const { code, stderr, stdout } = await resident.run(["explore", "lost-update.ts", "--workers", "1000"]);

  expect(stderr).toBe("heddle: The option workers of an exploration must be at most 256, but is 1000.\n");
  expect(stdout).toBe("");
  expect(code).toBe(2);
});
