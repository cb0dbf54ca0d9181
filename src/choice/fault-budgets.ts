// Fault budgets: the maximum number of faults of each kind in one execution. Part of the settings, so tokens contain
// them.

/** The maximum number of faults of each kind in one execution. */
export interface FaultBudgets {
  /** An actor is killed. */
  readonly kill: number;
  /** A node crashes and stays down. */
  readonly crash: number;
  /** A node crashes and is restarted later. */
  readonly restart: number;
  /** The nodes split into two sides; healed later. */
  readonly partition: number;
  /** One link between two nodes is cut in both directions; healed later. */
  readonly cut: number;
  /** One link between two nodes is cut in one direction; healed later. */
  readonly oneWay: number;
  /** One non-blocking send is refused. */
  readonly refuse: number;
  /** One signal between nodes is lost. */
  readonly drop: number;
  /** The clock of a node jumps. */
  readonly skew: number;
  /** A process is held up: timers of others that are due later come first. */
  readonly stall: number;
  /** The answer of a port is an error; the call did not take effect. */
  readonly error: number;
  /** A call of a port took effect, and its answer is an error. */
  readonly lostAnswer: number;
  /** A call of a port has no answer, ever. */
  readonly hang: number;
  /** A call of a port takes effect two times. */
  readonly twice: number;
  /** The answer of a port comes after every time-out that is pending. */
  readonly late: number;
}

/** A kind of fault that has a budget. */
export type FaultKind = keyof FaultBudgets;

/** Budgets that allow no fault. */
export const NO_FAULTS: FaultBudgets = {
  kill: 0,
  crash: 0,
  restart: 0,
  partition: 0,
  cut: 0,
  oneWay: 0,
  refuse: 0,
  drop: 0,
  skew: 0,
  stall: 0,
  error: 0,
  lostAnswer: 0,
  hang: 0,
  twice: 0,
  late: 0,
};

/** Every kind, in the order in which tokens and messages list them. */
export const FAULT_KINDS: readonly FaultKind[] = [
  "kill",
  "crash",
  "restart",
  "partition",
  "cut",
  "oneWay",
  "refuse",
  "drop",
  "skew",
  "stall",
  "error",
  "lostAnswer",
  "hang",
  "twice",
  "late",
];

/** Completes partial budgets; missing kinds get 0. */
export function budgetsFrom(partial: Partial<FaultBudgets>): FaultBudgets {
  const budgets = { ...NO_FAULTS, ...partial };
  return hasFaults({ faults: budgets }) ? budgets : NO_FAULTS;
}

/** Whether any fault may occur. */
export function hasFaults({ faults }: { readonly faults: FaultBudgets }): boolean {
  return faults !== NO_FAULTS && FAULT_KINDS.some((kind) => faults[kind] > 0);
}

/** The letter of each kind in a token. Part of the token format. */
const LETTERS: Readonly<Record<FaultKind, string>> = {
  kill: "k",
  crash: "c",
  restart: "r",
  partition: "p",
  cut: "x",
  oneWay: "o",
  refuse: "f",
  drop: "d",
  skew: "s",
  stall: "w",
  error: "e",
  lostAnswer: "l",
  hang: "h",
  twice: "t",
  late: "a",
};

/** How many kinds of faults may be injected. */
export function kindsOfFaults(faults: FaultBudgets): number {
  return FAULT_KINDS.filter((kind) => faults[kind] > 0).length;
}

/** Writes budgets for a token: `-k1-p2` for one kill and two partitions, nothing for none. */
export function printBudgets(faults: FaultBudgets): string {
  return FAULT_KINDS.filter((kind) => faults[kind] > 0)
    .map((kind) => `-${LETTERS[kind]}${faults[kind].toString(36)}`)
    .join("");
}

/** Parses the output of `printBudgets`; `undefined` for any other text. */
export function parseBudgets(text: string): FaultBudgets | undefined {
  const budgets: Partial<Record<FaultKind, number>> = {};
  for (const part of text.split("-").slice(1)) {
    const kind = FAULT_KINDS.find((each) => part.startsWith(LETTERS[each]));
    if (kind === undefined || budgets[kind] !== undefined) return undefined;
    const budget = Number.parseInt(part.slice(1), 36);
    if (!Number.isSafeInteger(budget)) return undefined;
    budgets[kind] = budget;
  }
  return budgetsFrom(budgets);
}
