// Scripts: small concurrent programs as data, performed by heddle and by the real Erlang, so that their outcomes can be
// compared. A process is a list of instructions; times are multiples of one unit.

/** The kinds of programs. */
export type Family = "processes" | "names" | "servers" | "supervisors" | "tasks" | "registries";

/** A number of time units, or forever. */
export type Units = number | "infinity";

/** What a process does to other processes. */
export type ProcessInstruction =
  | readonly ["send", to: string, text: string]
  | readonly ["receive", timeout: number]
  | readonly ["take", text: string, timeout: number]
  | readonly ["takeExit", timeout: number]
  | readonly ["link", process: string]
  | readonly ["unlink", process: string]
  | readonly ["monitor", process: string]
  | readonly ["demonitor", process: string]
  | readonly ["exit", reason: string]
  | readonly ["exitTo", process: string, reason: string]
  | readonly ["trap", isTrapping: boolean]
  | readonly ["alive", process: string]
  | readonly ["sleep", units: number]
  | readonly ["boom"];

/** Registered names of a node. */
export type NameInstruction =
  | readonly ["registerName", name: string]
  | readonly ["whereisName", name: string]
  | readonly ["sendName", name: string, text: string]
  | readonly ["monitorName", name: string];

/** What clients ask of servers: the requests are those of the server in `server.ts`. */
export type ServerInstruction =
  | readonly ["call", server: string, request: string, timeout: Units]
  | readonly ["cast", server: string, message: string]
  | readonly ["stop", server: string, reason: string];

/** What clients ask of the supervisor, `sup`. */
export type SupervisorInstruction =
  | readonly ["exitChild", id: string, reason: string]
  | readonly ["crashChild", id: string]
  | readonly ["stopChild", id: string, reason: string]
  | readonly ["terminateChild", id: string]
  | readonly ["restartChild", id: string]
  | readonly ["deleteChild", id: string]
  | readonly ["countChildren"]
  | readonly ["stopSupervisor", reason: string];

/** What a process does with tasks of its own. */
export type TaskInstruction =
  | readonly ["async", task: string, body: readonly ProcessInstruction[]]
  | readonly ["await", task: string, timeout: Units]
  | readonly ["yield", task: string, timeout: number]
  | readonly ["shutdown", task: string, how: Units | "brutal"];

/** What a process does with the registry. */
export type RegistryInstruction =
  | readonly ["register", key: string, value: string]
  | readonly ["unregister", key: string]
  | readonly ["lookup", key: string]
  | readonly ["keys"]
  | readonly ["update", key: string, value: string]
  | readonly ["whereisKey", key: string];

/** Everything that a process can do. */
export type Instruction =
  | ProcessInstruction
  | NameInstruction
  | ServerInstruction
  | SupervisorInstruction
  | TaskInstruction
  | RegistryInstruction;

/** A server that is there before the processes begin. */
export interface ServerSetup {
  readonly trap: boolean;
  /** What its `init` returns besides the state. */
  readonly first: "nothing" | "continue" | "idle";
}

/** A child of the supervisor. */
export interface ChildSetup {
  readonly id: string;
  readonly restart: "permanent" | "transient" | "temporary";
  readonly shutdown: Units | "brutal";
  readonly trap: boolean;
  /** The numbers of its starts, from 1, at which `init` refuses. */
  readonly refuses: readonly number[];
  /** How long its `terminate` takes. */
  readonly terminates: number;
}

/** A supervisor that is there before the processes begin. */
export interface SupervisorSetup {
  readonly strategy: "oneForOne" | "oneForAll" | "restForOne";
  readonly maxRestarts: number;
  readonly children: readonly ChildSetup[];
}

/** A registry that is there before the processes begin. */
export interface RegistrySetup {
  readonly keys: "unique" | "duplicate";
  /** The process that hears its events. */
  readonly listener: string | null;
}

/** One program. */
export interface Script {
  readonly id: string;
  readonly family: Family;
  readonly processes: Readonly<Record<string, readonly Instruction[]>>;
  readonly servers?: Readonly<Record<string, ServerSetup>>;
  readonly supervisor?: SupervisorSetup;
  readonly registry?: RegistrySetup;
}

/** Instructions that do not wait, in the order in which an execution performed them: names of processes and numbers of instructions. */
export type Order = readonly (readonly [process: string, instruction: number])[];

/** What each process logged, and why it ended: one text for each process. */
export function outcomeOf(logs: ReadonlyMap<string, readonly string[]>): string {
  return [...logs]
    .map(([name, entries]) => `${name}: ${entries.join(", ")}`)
    .toSorted()
    .join("; ");
}
