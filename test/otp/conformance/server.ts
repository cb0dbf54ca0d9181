// The server and the children of a supervisor that scripts use: the same as in the interpreter.

import { pause, sleep, trapExit } from "heddle";
import type { DownMessage, ExitMessage, Pid } from "heddle";
import { cell } from "heddle/memory";
import type { Cell } from "heddle/memory";
import { GenServer } from "heddle/otp";
import type { CallResult, From, HandlerResult, ServerModule, TimeoutMessage } from "heddle/otp";

import type { ChildSetup, ServerSetup } from "./script.ts";
import { textOfReason, UNIT } from "./text.ts";

/** The messages of a server: texts. */
export interface ServerProtocol {
  call: { request: string; reply: number };
  cast: string;
  info: TimeoutMessage | string;
}

interface ServerState {
  readonly n: number;
  readonly waiting: readonly From<number>[];
}

/** A server that logs what it handles. */
export function serverModule(
  setup: ServerSetup,
  log: (text: string) => void,
): ServerModule<ServerProtocol, ServerState> {
  return {
    async init() {
      await trapExit(setup.trap);
      return { state: { n: 0, waiting: [] }, ...FIRST[setup.first] };
    },
    async handleCall(request, from, state) {
      await taken();
      log(`call ${request}`);
      return answer(request, from, state);
    },
    async handleCast(message, state) {
      await taken();
      log(`cast ${message}`);
      return handle(message, state);
    },
    handleContinue(_argument, state) {
      log("continue");
      return { state: { ...state, n: state.n + 10 } };
    },
    async handleInfo(message: TimeoutMessage | string | DownMessage | ExitMessage, state) {
      await taken();
      log(textOfInfo(message));
      return { state };
    },
    terminate: (reason) => {
      log(`terminate ${textOfReason(reason)}`);
    },
  };
}

/**
 * A server of heddle that is idle handles a message in the step in which it arrives; one of Erlang may have exited
 * before.
 */
function taken(): Promise<void> {
  return pause({ touches: "nothing" });
}

const FIRST: Readonly<Record<ServerSetup["first"], object>> = {
  nothing: {},
  continue: { continue: "c" },
  idle: { timeout: UNIT },
};

function textOfInfo(message: TimeoutMessage | string | DownMessage | ExitMessage): string {
  if (typeof message === "string") return message;
  if (message.kind === "timeout") return "timeout";
  return `${message.kind === "exit" ? "EXIT" : "DOWN"} ${textOfReason(message.reason)}`;
}

async function answer(
  request: string,
  from: From<number>,
  state: ServerState,
): Promise<CallResult<number, ServerState>> {
  const { n } = state;
  switch (request) {
    case "get":
      return { reply: n, state };
    case "inc":
      return { reply: n + 1, state: { ...state, n: n + 1 } };
    case "later":
      return { state: { ...state, waiting: [...state.waiting, from] } };
    case "stop":
      return { stop: "normal", reply: n, state };
    case "shutdown":
      return { stop: "shutdown", state };
    case "continue":
      return { reply: n, state, continue: "c" };
    case "idle":
      return { reply: n, state, timeout: UNIT };
    case "poll":
      return { reply: n, state, timeout: 0 };
    case "slow":
      await sleep(2 * UNIT);
      return { reply: n, state };
    case "early":
      GenServer.reply(from, n);
      return { state: { ...state, n: n + 1 } };
    default:
      throw new Error(request);
  }
}

function handle(message: string, state: ServerState): HandlerResult<ServerState> {
  const { n, waiting } = state;
  switch (message) {
    case "inc":
      return { state: { ...state, n: n + 1 } };
    case "flush":
      for (const from of waiting) GenServer.reply(from, n);
      return { state: { n, waiting: [] } };
    case "stop":
      return { stop: "bye", state };
    case "continue":
      return { state, continue: "c" };
    case "idle":
      return { state, timeout: UNIT };
    case "poll":
      return { state, timeout: 0 };
    default:
      throw new Error(message);
  }
}

/** The messages of a child. */
export interface ChildProtocol {
  cast: "boom" | { readonly stop: string };
}

/** What the children of a supervisor share: what happened to them, in order. */
export interface ChildrenLog {
  readonly events: Cell<readonly string[]>;
  readonly starts: Map<string, number>;
}

/** A log without entries. */
export function childrenLog(): ChildrenLog {
  return { events: cell<readonly string[]>([], "events"), starts: new Map() };
}

/** Starts a child, linked to the caller. */
export async function startChild(setup: ChildSetup, { events, starts }: ChildrenLog): Promise<{ readonly pid: Pid }> {
  const note = (text: string): Promise<unknown> => events.update((before) => [...before, `${setup.id} ${text}`]);
  const module: ServerModule<ChildProtocol, undefined> = {
    async init() {
      await trapExit(setup.trap);
      const start = (starts.get(setup.id) ?? 0) + 1;
      starts.set(setup.id, start);
      const isRefused = setup.refuses.includes(start);
      await note(isRefused ? "refuses" : "starts");
      return isRefused ? { stop: "refused" } : { state: undefined };
    },
    handleCast(message) {
      // A crash that nobody observes, when the supervisor has ended, would fail the execution.
      if (message === "boom") return { stop: { kind: "boom" }, state: undefined };
      return { stop: message.stop, state: undefined };
    },
    async terminate(reason) {
      if (setup.terminates > 0) await sleep(setup.terminates * UNIT);
      await note(`terminates ${textOfReason(reason)}`);
    },
  };
  return GenServer.startLink(module, undefined, { name: setup.id });
}
