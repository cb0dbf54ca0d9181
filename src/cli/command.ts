// The command line: its words, its help, its exit codes.

import { Command, CommanderError } from "commander";

import { ReplayDivergence, UncontrolledNondeterminism, UsageError } from "../errors.ts";
import { DEFAULTS, headline } from "../explore/index.ts";
import { readPackageInfo } from "../host/index.ts";
import { STRATEGY_NAMES } from "../strategy/index.ts";
import { dropFromCorpus, listCorpus } from "./corpus-command.ts";
import { ExitCode } from "./exit-code.ts";
import { exploreCommand } from "./explore-command.ts";
import type { ExploreCommandOptions } from "./explore-command.ts";
import { listCommand } from "./list-command.ts";
import { countFor, faultBudgets, oneOf, seconds, wholeFor } from "./option-values.ts";
import { replayCommand } from "./replay-command.ts";
import type { ReplayCommandOptions } from "./replay-command.ts";
import { printError } from "./terminal.ts";
import { verifyCommand } from "./verify-command.ts";
import type { VerifyCommandOptions } from "./verify-command.ts";

const SOURCES = "files or folders that export scenarios, or names; default: all of scenarios/index.ts";

/** Runs the command with its arguments; never throws. */
export async function runCommand(args: readonly string[]): Promise<ExitCode> {
  const result: { code: ExitCode } = { code: ExitCode.expected };
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
  addCorpus(program, result);
  try {
    await program.parseAsync(args, { from: "user" });
    return result.code;
  } catch (error) {
    return codeOf(error);
  }
}

const EXAMPLES = `
Examples:
  heddle list                                    the scenarios of scenarios/index.ts
  heddle explore                                 explores them all
  heddle explore ./race.ts --strategy pct-3      those of a file, with three ordering constraints
  heddle explore lost-update --executions 100000
  heddle explore ./race.ts --time 60 --json      a minute for each scenario, the result as data
  heddle explore ./race.ts --workers 8           on eight cores, with the same result
  heddle verify ./race.ts                        every class of interleavings: a proof, if it ends
  heddle replay <token> ./race.ts --trace        a failure again, step by step

Exit codes: 0 everything as expected, 1 something not expected, 2 wrong usage, 130 interrupted.`;

function addList(program: Command, result: { code: ExitCode }): void {
  program
    .command("list")
    .description("show the scenarios")
    .argument("[file-or-name...]", SOURCES)
    .action(async (args: readonly string[]) => {
      result.code = await listCommand(args);
    });
}

/** The options that all commands which run scenarios have. */
function withRunOptions(command: Command): Command {
  const { maxSteps, stopAfter, workers } = DEFAULTS;
  return command
    .option("--max-steps <count>", `of one execution (default: ${maxSteps})`, countFor("--max-steps"))
    .option(
      "--signals <mode>",
      "pairwise: they travel separately, instant: they arrive as sent (default: pairwise)",
      oneOf("--signals", ["pairwise", "instant"]),
    )
    .option(
      "--clock <mode>",
      "competing: timers fire while others go on, lazy: only when nobody can (default: competing)",
      oneOf("--clock", ["competing", "lazy"]),
    )
    .option("--faults <budgets>", "that may strike in one execution, like kill=1,drop=2 (default: none)", faultBudgets)
    .option("--stop-after <count>", `distinct failures (default: ${stopAfter})`, countFor("--stop-after"))
    .option(
      "--workers <count>",
      `threads; the result is the same for any number (default: ${workers})`,
      countFor("--workers"),
    )
    .option("--corpus", "keep failures in __heddle__ beside the scenario, and replay first what is kept there")
    .option("--json", "print the result as one JSON document");
}

function addExplore(program: Command, result: { code: ExitCode }): void {
  const { executions, seed, strategy } = DEFAULTS;
  const command = program
    .command("explore")
    .description("run scenarios many times, each time with another interleaving")
    .argument("[file-or-name...]", SOURCES)
    .option("--strategy <name>", `${STRATEGY_NAMES.join(", ")}; pct-5 is pct with depth 5 (default: ${strategy})`)
    .option("--seed <text>", `decides every choice (default: ${seed})`)
    .option("--executions <count>", `at most so many (default: ${executions})`, countFor("--executions"))
    .option("--time <seconds>", "for each scenario; without --executions as many as fit", seconds);
  withRunOptions(command).action(async (args: readonly string[], options: ExploreCommandOptions) => {
    result.code = await exploreCommand(args, options);
  });
}

function addVerify(program: Command, result: { code: ExitCode }): void {
  const command = program
    .command("verify")
    .description("run one execution of every class of interleavings: what passes is proved")
    .argument("[file-or-name...]", SOURCES)
    .option(
      "--strategy <name>",
      "dpor: one execution of each class, dfs: every schedule (default: dpor, with a bound dfs)",
      oneOf("--strategy", ["dpor", "dfs"]),
    )
    .option("--preemption-bound <count>", "with at most so many preemptions", wholeFor("--preemption-bound"))
    .option("--delay-bound <count>", "with at most so many delays", wholeFor("--delay-bound"))
    .option("--executions <count>", "at most so many (default: all)", countFor("--executions"))
    .option("--time <seconds>", "for each scenario; what is not done by then is undecided", seconds);
  withRunOptions(command).action(async (args: readonly string[], options: VerifyCommandOptions) => {
    result.code = await verifyCommand(args, options);
  });
}

function addReplay(program: Command, result: { code: ExitCode }): void {
  program
    .command("replay")
    .description("run one failing execution again and prove that the failure is the same")
    .argument("<token>", "the line that starts with h2: in a report")
    .argument("[file...]", "where its scenario is; default: scenarios/index.ts")
    .option("--trace", "print every step, one column an actor")
    .option("--until <step>", "stop a debugger before this step; start with node --inspect-brk", countFor("--until"))
    .option("--continue", "where the program has changed, go on by seed instead of ending with an error")
    .action(async (token: string, files: readonly string[], options: ReplayCommandOptions) => {
      result.code = await replayCommand(token, files, options);
    });
}

function addCorpus(program: Command, result: { code: ExitCode }): void {
  const corpus = program.command("corpus").description("the counterexamples that tests keep in __heddle__ folders");
  corpus
    .command("list", { isDefault: true })
    .description("show those under a folder")
    .argument("[folder]", "default: the current one")
    .action(async (folder: string | undefined) => {
      result.code = await listCorpus(folder);
    });
  corpus
    .command("drop")
    .description("delete some that no longer fit their programs")
    .argument("<file...>", "as a report names them; other files are left alone")
    .action(async (files: readonly string[]) => {
      result.code = await dropFromCorpus(files);
    });
}

function codeOf(error: unknown): ExitCode {
  if (error instanceof CommanderError) {
    // Commander has printed already: what was asked for, or what is wrong.
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
