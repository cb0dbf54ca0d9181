// The names of the programs of one file: a test of a scenario has the scenario's name, any other its title. Tests with
// the same title, as created by `.each` without a placeholder, are numbered, so that each has its own tokens and corpus.

import type { HeddleTestMeta } from "./results/meta.ts";

/** A test or a suite of vitest: its `type`, its `name`, and the `suite` around it. */
export interface TaskNode {
  readonly type?: string;
  readonly name: string;
  readonly suite?: SuiteNode | undefined;
  /** What the name of its program is made of, as `heddleTest`. Absent for what is no exploration. */
  readonly meta?: { readonly heddleTest?: HeddleTestMeta };
  /** The content of a suite. Absent for a test. */
  readonly tasks?: readonly TaskNode[];
}

/** A suite of vitest: its `name`, and the `suite` around it. */
interface SuiteNode {
  readonly name: string;
  readonly suite?: SuiteNode | undefined;
}

/** The titles of the enclosing suites of a test, and its own. */
export function titlesOf(task: TaskNode): readonly string[] {
  const titles = [task.name];
  for (let suite = task.suite; suite !== undefined; suite = suite.suite) {
    if (suite.name !== "") titles.unshift(suite.name);
  }
  return titles;
}

/** A file with its tests. */
export type TaskFile = Required<Pick<TaskNode, "tasks">>;

/** The first program of each test that `test.explore` defines, without repetition. */
export function exploredPrograms({ tasks }: TaskFile): readonly string[] {
  const names = [...namesOf(testsIn(tasks))];
  return [...new Set(names.flatMap(([{ meta }, name]) => (meta?.heddleTest === undefined ? [] : [name])))];
}

/** Whether a program belongs to any test of a file, as far as the names of its tests tell. */
export function isProgramOf(file: TaskFile, program: string): boolean {
  return testsIn(file.tasks).some((test) => hasProgram(test, file, program));
}

/**
 * The name of program number `index`, from 1, of a test: that of its scenario, or `describe > test`; `describe > test #2`
 * for the second test with the same title in the file, and for the second program of a test. Names of other tests are
 * skipped.
 */
export function programName(task: TaskNode, file: TaskFile, index: number): string {
  const names = namesOf(testsIn(file.tasks));
  const name = names.get(task) ?? plainName(task);
  const taken = new Set(names.values());
  let numbered = name;
  for (let number = 2, count = 1; count < index; number += 1) {
    numbered = `${name} #${number}`;
    if (!taken.has(numbered)) count += 1;
  }
  return numbered;
}

/** Whether a program name belongs to a test, as its first or a later program. */
export function hasProgram(task: TaskNode, file: TaskFile, program: string): boolean {
  const names = namesOf(testsIn(file.tasks));
  const name = names.get(task) ?? plainName(task);
  if (program === name) return true;
  const isNumbered = program.startsWith(name) && /^ #\d+$/.test(program.slice(name.length));
  return isNumbered && ![...names.values()].includes(program);
}

function namesOf(tests: readonly TaskNode[]): ReadonlyMap<TaskNode, string> {
  const scenarios = tests.flatMap((test) => scenarioOf(test) ?? []);
  const taken = new Set([...scenarios, ...tests.map(plainName)]);
  const names = new Map<TaskNode, string>();
  const seen = new Set<string>(scenarios);
  for (const test of tests) {
    const scenario = scenarioOf(test);
    if (scenario !== undefined) {
      names.set(test, scenario);
      continue;
    }
    const plain = plainName(test);
    let name = plain;
    for (let number = 2; seen.has(plain) && taken.has(name); number += 1) name = `${plain} #${number}`;
    seen.add(plain);
    taken.add(name);
    names.set(test, name);
  }
  return names;
}

function scenarioOf({ meta }: TaskNode): string | undefined {
  return meta?.heddleTest?.scenario;
}

function plainName(task: TaskNode): string {
  return titlesOf(task).join(" > ");
}

function testsIn(tasks: readonly TaskNode[]): readonly TaskNode[] {
  return tasks.flatMap((task) => (task.tasks === undefined ? [task] : testsIn(task.tasks)));
}
