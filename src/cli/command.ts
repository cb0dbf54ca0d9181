// The command line interface: commands, options, help and exit codes.

import { Command, CommanderError } from "commander";

import { ReplayDivergence, UncontrolledNondeterminism, UsageError } from "../errors.ts";
import { DEFAULTS, headline } from "../explore/index.ts";
import { readPackageInfo } from "../host/index.ts";
import { STRATEGY_NAMES } from "../strategy/index.ts";
import { adoptCorpus, dropFromCorpus, listCorpus } from "./corpus-command.ts";
import { ExitCode } from "./exit-code.ts";
import { exploreCommand } from "./explore-command.ts";
import type { ExploreCommandOptions } from "./explore-command.ts";
import { listCommand } from "./list-command.ts";
import type { ListCommandOptions } from "./list-command.ts";
import { countFor, faultBudgets, oneOf, patterns, reporters, wholeFor } from "./option-values.ts";
import { replayCommand } from "./replay-command.ts";
import type { ReplayCommandOptions } from "./replay-command.ts";
import { REPORTERS } from "./reporters.ts";
import { printError } from "./output/terminal.ts";
import { viewCommand } from "./view-command.ts";
import type { ViewCommandOptions } from "./view-command.ts";
import { verifyCommand } from "./verify-command.ts";
import type { VerifyCommandOptions } from "./verify-command.ts";

const SOURCES =
  "files, folders or quoted patterns of files that export scenarios, or scenario names; default: all of " +
  "scenarios/index.ts";
const INSTRUMENT_STATE = "instrumented files tell which plain state they touch (default: it counts as one object)";
const INSTRUMENT_FRESH =
  "the modules of instrumented files begin anew in each execution (default: they keep what they have)";
const INSTRUMENT_PACKAGE = "a package of node_modules to instrument, too; may be repeated (default: none)";
const INSTRUMENT = "files whose awaits are scheduling points, like 'src/**'; may be repeated (default: none)";
const TSCONFIG = "the tsconfig.json of all files (default: the nearest one above each)";

/** Runs the command line with its arguments; never throws. */
export async function runCommand(args: readonly string[]): Promise<ExitCode> {
  const result: Result = { code: ExitCode.expected };
  try {
    await createCommand(result).parseAsync(args, { from: "user" });
    return result.code;
  } catch (error) {
    return codeOf(error);
  }
}

/** The exit code, which the chosen command sets. */
interface Result {
  code: ExitCode;
}

/** The command line with its commands and their options. */
export function createCommand(result: Result): Command {
  const program = new Command("heddle")
    .description("Deterministic concurrency testing: explore interleavings, replay every failure.")
    .version(readPackageInfo().version)
    .exitOverride()
    .configureOutput({
      outputError: (text) => {
        printError(text.replace(/^error: /, ""));
      },
    })
    .addHelpText("after", EXAMPLES);
  addList(program, result);
  addExplore(program, result);
  addVerify(program, result);
  addReplay(program, result);
  addView(program, result);
  addCorpus(program, result);
  return program;
}

const EXAMPLES = `
Examples:
  heddle list                                    list the scenarios of scenarios/index.ts
  heddle explore                                 explore all of them
  heddle explore ./race.ts --strategy pct-3      those of a file, with PCT of depth 3
  heddle explore lost-update --executions 100000
  heddle explore ./race.ts --time-limit-ms 60000  one minute per scenario
  heddle explore 'packages/*/races' --reporter text --reporter junit:report.xml
  heddle explore ./race.ts --workers 8           on eight cores, with the same result
  heddle verify ./race.ts                        every class of interleavings: a proof, if it completes
  heddle replay <token> ./race.ts --trace        replay a failure step by step
  heddle view <token> ./race.ts                  look at a failure step by step in the browser

Exit codes: 0 everything as expected, 1 something unexpected, 2 invalid usage, 130 interrupted.`;

function addList(program: Command, result: Result): void {
  program
    .command("list")
    .description("list scenarios")
    .argument("[file-or-name...]", SOURCES)
    .option("--tsconfig <file>", TSCONFIG)
    .action(async (args: readonly string[], options: ListCommandOptions) => {
      result.code = await listCommand(args, options);
    });
}

/** Adds the options shared by all commands that run scenarios. */
function withRunOptions(command: Command): Command {
  const { maxSteps, reruns, stopAfter, workers } = DEFAULTS;
  const limited = command.option(
    "--max-steps <count>",
    `step limit of one execution (default: ${maxSteps})`,
    countFor("--max-steps"),
  );
  return withModes(limited)
    .option("--faults <budgets>", "fault budgets of one execution, like kill=1,drop=2 (default: none)", faultBudgets)
    .option(
      "--stop-after <count>",
      `stop after this many distinct failures (default: ${stopAfter})`,
      countFor("--stop-after"),
    )
    .option(
      "--workers <count>",
      `number of threads; the result is the same for any number (default: ${workers})`,
      countFor("--workers"),
    )
    .option(
      "--shrink <count>",
      `maximum number of re-runs to shrink a failure (default: ${reruns})`,
      countFor("--shrink"),
    )
    .option("--no-shrink", "report failures as they were found")
    .option("--corpus", "save failures in __heddle__ beside the scenario, and replay saved ones first")
    .option(
      "--console <mode>",
      "output of programs: failing: that of failing executions, in reports; all: as it comes; none (default: failing)",
      oneOf("--console", ["failing", "all", "none"]),
    )
    .option(
      "--reporter <name[:file]>",
      `${REPORTERS.join(", ")}, on standard output or in a file; may be repeated (default: text)`,
      reporters,
    );
}

/** Adds the options that determine which choices an execution has. */
function withModes(command: Command): Command {
  return command
    .option(
      "--signals <mode>",
      "pairwise: delivered in separate steps, instant: delivered when sent (default: pairwise)",
      oneOf("--signals", ["pairwise", "instant"]),
    )
    .option(
      "--time <mode>",
      "competing: timers compete with tasks, lazy: they fire only if no task is enabled (default: competing)",
      oneOf("--time", ["competing", "lazy"]),
    )
    .option(
      "--entropy <mode>",
      "seed: Math.random draws by the seed, choice: each draw is a choice among few values (default: seed)",
      oneOf("--entropy", ["seed", "choice"]),
    )
    .option(
      "--unawaited <mode>",
      "operations that nobody awaits, violation: they fail, note: they are told (default: violation)",
      oneOf("--unawaited", ["violation", "note"]),
    )
    .option(
      "--awaits <mode>",
      "awaits of instrumented code, relaxed: each may take time, faithful: as in an engine (default: relaxed)",
      oneOf("--awaits", ["relaxed", "faithful"]),
    )
    .option(
      "--clocks <mode>",
      "who is held up by the fault stall, shared: a node, own: each actor (default: shared)",
      oneOf("--clocks", ["shared", "own"]),
    );
}

/** Adds the options that say how files are loaded. */
function withLoadOptions(command: Command): Command {
  return command
    .option("--instrument <pattern>", INSTRUMENT, patterns)
    .option("--instrument-package <name>", INSTRUMENT_PACKAGE, patterns)
    .option("--instrument-state", INSTRUMENT_STATE)
    .option("--instrument-fresh", INSTRUMENT_FRESH)
    .option("--tsconfig <file>", TSCONFIG);
}

function addExplore(program: Command, result: Result): void {
  const { executions, seed, strategy } = DEFAULTS;
  const command = program
    .command("explore")
    .description("run scenarios many times, each time with a different interleaving")
    .argument("[file-or-name...]", SOURCES)
    .option("--strategy <name>", `${STRATEGY_NAMES.join(", ")}; pct-5 is pct with depth 5 (default: ${strategy})`)
    .option("--seed <text>", `determines every choice (default: ${seed})`)
    .option("--executions <count>", `maximum number of executions (default: ${executions})`, countFor("--executions"))
    .option("--jobs <count>", "number of scenarios explored at once (default: 1)", countFor("--jobs"))
    .option(
      "--time-limit-ms <count>",
      "time limit of each scenario in milliseconds; without --executions the only limit",
      countFor("--time-limit-ms"),
    );
  withLoadOptions(withRunOptions(command)).action(async (args: readonly string[], options: ExploreCommandOptions) => {
    result.code = await exploreCommand(args, options);
  });
}

function addVerify(program: Command, result: Result): void {
  const command = program
    .command("verify")
    .description("run one execution of every class of interleavings; passing is a proof")
    .argument("[file-or-name...]", SOURCES)
    .option(
      "--strategy <name>",
      "dpor: one execution of each class, dfs: every schedule (default: dpor, or dfs with a bound)",
      oneOf("--strategy", ["dpor", "dfs"]),
    )
    .option("--preemption-bound <count>", "maximum number of preemptions per execution", wholeFor("--preemption-bound"))
    .option("--delay-bound <count>", "maximum number of delays per execution", wholeFor("--delay-bound"))
    .option("--executions <count>", "maximum number of executions (default: all)", countFor("--executions"))
    .option(
      "--time-limit-ms <count>",
      "time limit of each scenario in milliseconds; unfinished ones are undecided",
      countFor("--time-limit-ms"),
    );
  withLoadOptions(withRunOptions(command)).action(async (args: readonly string[], options: VerifyCommandOptions) => {
    result.code = await verifyCommand(args, options);
  });
}

function addReplay(program: Command, result: Result): void {
  program
    .command("replay")
    .description("replay a failing execution and verify that the failure is the same")
    .argument("<token>", "the line that starts with h2: in a report")
    .argument("[file...]", "files, folders or patterns that export the scenario; default: scenarios/index.ts")
    .option("--trace", "print every step, one column per actor")
    .option("--until <step>", "pause a debugger before this step; start with node --inspect-brk", countFor("--until"))
    .option("--continue", "continue by seed where the program has changed, instead of ending with an error")
    .option("--html <file>", "write an HTML file that shows it step by step, with the state at each step")
    .option("--json", "print the execution, or why it differs, as one JSON document")
    .option(
      "--console <mode>",
      "output of the program: failing: in the report; all: as it comes; none (default: failing, or all with --until)",
      oneOf("--console", ["failing", "all", "none"]),
    )
    .option("--instrument <pattern>", INSTRUMENT, patterns)
    .option("--instrument-package <name>", INSTRUMENT_PACKAGE, patterns)
    .option("--instrument-state", INSTRUMENT_STATE)
    .option("--instrument-fresh", INSTRUMENT_FRESH)
    .option("--tsconfig <file>", TSCONFIG)
    .action(async (token: string, files: readonly string[], options: ReplayCommandOptions) => {
      result.code = await replayCommand(token, files, options);
    });
}

function addView(program: Command, result: Result): void {
  program
    .command("view")
    .description("show a recorded execution step by step in the browser: who, what, and the state at each step")
    .argument("<token>", "the line that starts with h2: in a report")
    .argument("[file...]", "files, folders or patterns that export the scenario; default: scenarios/index.ts")
    .option("--out <file>", "write this HTML file, and do not open it (default: a temporary file)")
    .option("--no-open", "do not open the file")
    .option("--instrument <pattern>", INSTRUMENT, patterns)
    .option("--instrument-package <name>", INSTRUMENT_PACKAGE, patterns)
    .option("--instrument-state", INSTRUMENT_STATE)
    .option("--instrument-fresh", INSTRUMENT_FRESH)
    .option("--tsconfig <file>", TSCONFIG)
    .action(async (token: string, files: readonly string[], options: ViewCommandOptions) => {
      result.code = await viewCommand(token, files, options);
    });
}

function addCorpus(program: Command, result: Result): void {
  const corpus = program.command("corpus").description("manage the counterexamples saved in __heddle__ folders");
  corpus
    .command("list", { isDefault: true })
    .description("list the counterexamples under a folder")
    .argument("[folder]", "default: the current folder")
    .action(async (folder: string | undefined) => {
      result.code = await listCorpus(folder);
    });
  corpus
    .command("drop")
    .description("delete counterexamples that no longer fit their programs")
    .argument("<file...>", "corpus files as named in a report; other files are never deleted")
    .action(async (files: readonly string[]) => {
      result.code = await dropFromCorpus(files);
    });
  corpus
    .command("adopt")
    .description("give the counterexamples of a test or file that was renamed to its new folder")
    .argument("<old-folder>", "the folder that belongs to no test any more")
    .argument("<new-folder>", "the folder of the test; existing files are never overwritten")
    .option("--program <name>", "the new name of the test or scenario (default: as in the files)")
    .action(async (from: string, to: string, options: { readonly program?: string }) => {
      result.code = await adoptCorpus(from, to, options.program);
    });
}

function codeOf(error: unknown): ExitCode {
  if (error instanceof CommanderError) {
    // Commander has already printed the help, the version or the error.
    return error.exitCode === 0 ? ExitCode.expected : ExitCode.usage;
  }
  if (error instanceof UsageError) {
    printError(error.message);
    return ExitCode.usage;
  }
  if (error instanceof ReplayDivergence || error instanceof UncontrolledNondeterminism) printError(error.message);
  else printError(error instanceof Error ? (error.stack ?? headline(error)) : headline(error));
  return ExitCode.unexpected;
}
