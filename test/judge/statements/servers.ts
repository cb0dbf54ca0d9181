// Statements on what heddle/otp has: servers, agents, tasks, supervisors.

import { exit, isAlive, kill, pause, resume, send, suspend } from "heddle";
import type { Pid } from "heddle";
import { table } from "heddle/memory";
import { Agent, DynamicSupervisor, GenServer, Supervisor, Task } from "heddle/otp";
import type { From, RestartStrategy, ServerModule, ServerRef } from "heddle/otp";

import type { Statement } from "./statement.ts";
import { beginActor, childOf } from "./world.ts";
import type { EchoProtocol, Handlers, World } from "./world.ts";

/** On servers; a statement does nothing where the program has no such server. `child`: the index of a child. */
export type ServerStatement =
  | { readonly do: "call"; readonly timeout?: number }
  | { readonly do: "cast" | "stop" | "suspendServer" | "resumeServer" | "killServer" | "serverIsAlive" }
  | { readonly do: "callVia" | "castVia" | "startVia" | "stopVia" }
  | { readonly do: "agent"; readonly change: "get" | "update" | "cast" | "stop" }
  | { readonly do: "task"; readonly body: readonly Statement[]; readonly end: TaskEnd }
  | { readonly do: "children" }
  | { readonly do: "child"; readonly child: number; readonly change: ChildChange }
  | { readonly do: "dynamic"; readonly change: "start" | "terminate" | "count" | "kill" };

/** How the result of a task is asked for. */
export type TaskEnd = "await" | "await 2" | "yield 2" | "shutdown" | "none";

/** What happens to a child of the supervisor. */
export type ChildChange = "kill" | "exit" | "terminate" | "restart" | "delete";

/** A server that counts. */
const echo: ServerModule<EchoProtocol, number> = {
  init: () => ({ state: 0 }),
  handleCall: (_request, _from, count) => ({ reply: count, state: count + 1 }),
  handleCast: (_message, count) => ({ state: count + 10 }),
};

/** The same, with a call that waits: messages that arrive meanwhile are handled later. */
const slowEcho: ServerModule<EchoProtocol, number> = {
  ...echo,
  async handleCall(_request, _from, count) {
    await pause();
    return { reply: count, state: count + 1 };
  },
};

/** The same, with a table, which goes with it in a step of its own. */
const owner: ServerModule<EchoProtocol, number> = {
  ...echo,
  init() {
    table("of the server");
    return { state: 0 };
  },
};

/** The same, with handlers that continue and one that is called when nothing comes. */
const continuing: ServerModule<EchoProtocol, number> = {
  ...echo,
  handleCall: (_request, _from, count) => ({ reply: count, state: count + 1, continue: undefined }),
  handleContinue: (_argument, count) => ({ state: count + 100, timeout: 2 }),
  handleCast: (_message, count) => ({ state: count + 10, timeout: 1 }),
  handleInfo: (_message, count) => ({ state: count + 1_000 }),
};

/** The calls that a server has not replied to. */
type Waiting = readonly From<number>[];

/** A server that replies to calls when a cast arrives, and tells the callers with a message besides. */
const deferring: ServerModule<EchoProtocol, Waiting> = {
  init: () => ({ state: [] }),
  handleCall: (_request, from, waiting) => ({ state: [...waiting, from] }),
  handleCast(_message, waiting) {
    for (const [index, from] of waiting.entries()) {
      void send(from.caller, 0);
      GenServer.reply(from, index);
    }
    return { state: [] };
  },
};

/** The servers that count, by name. */
export const MODULES: Readonly<Record<"quick" | "slow" | "owner" | "continuing", ServerModule<EchoProtocol, number>>> =
  {
    continuing,
    quick: echo,
    slow: slowEcho,
    owner,
  };

/** The name of a server of a program. */
export type ServerName = keyof typeof MODULES | "deferring";

/** Starts a server. */
export function startServer(name: ServerName): Promise<ServerRef<EchoProtocol>> {
  return name === "deferring" ? GenServer.start(deferring) : GenServer.start(MODULES[name]);
}

/** Starts a supervisor of two servers, the second of which is restarted only after a failure. */
export function startSupervisor(strategy: RestartStrategy): Promise<NonNullable<World["supervisor"]>> {
  return Supervisor.start({
    strategy,
    maxRestarts: 1,
    children: [
      { id: "0", start: () => GenServer.startLink(echo), shutdown: "infinity" },
      { id: "1", start: () => GenServer.startLink(echo), restart: "transient", shutdown: "brutalKill" },
    ],
  });
}

/** What they do. */
export const SERVERS: Handlers<ServerStatement> = {
  call: ({ server }, _me, { timeout }) => server && GenServer.call(server, 1, timeout === undefined ? {} : { timeout }),
  cast: ({ server }) => server && GenServer.cast(server, 1),
  stop: ({ server }) => server && GenServer.stop(server),
  suspendServer: ({ server }) => server && suspend(server.pid),
  resumeServer: ({ server }) => server && resume(server.pid),
  callVia: ({ isVia, registry }) => (isVia && registry ? GenServer.call(registry.via(0), 1) : undefined),
  castVia: ({ isVia, registry }) => (isVia && registry ? GenServer.cast(registry.via(0), 1) : undefined),
  stopVia: ({ isVia, registry }) => (isVia && registry ? GenServer.stop(registry.via(0)) : undefined),
  startVia: async ({ isVia, registry }) => {
    if (isVia && registry) await GenServer.start(echo, undefined, { via: registry.via(0, 7) });
  },
  killServer: ({ server }) => server && kill(server.pid),
  serverIsAlive: ({ server }) => server && isAlive(server.pid),
  agent: ({ agent }, _me, { change }) => agent && AGENT[change](agent),
  async task(world, me, { body, end }, runAll) {
    const name = childOf(me);
    const task = await Task.async(name, async () => {
      const child = beginActor(world, name, me.known);
      await runAll(world, child, body);
      return child.log.length;
    });
    return ENDS[end](task);
  },
  children: async ({ supervisor }) =>
    supervisor && (await Supervisor.whichChildren(supervisor)).map(({ id, pid }) => [id, pid]),
  child: ({ supervisor }, _me, { change, child }) => supervisor && CHANGES[change](supervisor, String(child)),
  async dynamic({ dynamic }, _me, { change }) {
    if (dynamic === undefined) return undefined;
    if (change === "count") return DynamicSupervisor.countChildren(dynamic);
    if (change === "start") {
      return DynamicSupervisor.startChild(dynamic, { start: () => GenServer.startLink(echo), shutdown: "infinity" });
    }
    const [first] = await DynamicSupervisor.whichChildren(dynamic);
    if (first === undefined || first.pid === "restarting") return "no child";
    return change === "kill" ? kill(first.pid) : DynamicSupervisor.terminateChild(dynamic, first.pid);
  },
};

type AgentRef = NonNullable<World["agent"]>;
const AGENT = {
  get: (agent: AgentRef) => Agent.get(agent, (state) => state),
  update: (agent: AgentRef) => Agent.update(agent, (state) => state + 1),
  cast: (agent: AgentRef) => Agent.cast(agent, (state) => state + 10),
  stop: (agent: AgentRef) => Agent.stop(agent),
};

type TaskOf = Awaited<ReturnType<typeof Task.async<number>>>;
const ENDS: Readonly<Record<TaskEnd, (task: TaskOf) => unknown>> = {
  await: (task) => Task.await(task),
  "await 2": (task) => Task.await(task, 2),
  "yield 2": (task) => Task.yield(task, 2),
  shutdown: (task) => Task.shutdown(task, Number.POSITIVE_INFINITY),
  none: () => undefined,
};

type SupervisorRef = NonNullable<World["supervisor"]>;
const CHANGES: Readonly<Record<ChildChange, (supervisor: SupervisorRef, id: string) => unknown>> = {
  kill: (supervisor, id) => strike(supervisor, id, kill),
  exit: (supervisor, id) => strike(supervisor, id, (pid) => exit(pid, "asked")),
  terminate: (supervisor, id) => Supervisor.terminateChild(supervisor, id),
  restart: (supervisor, id) => Supervisor.restartChild(supervisor, id),
  delete: (supervisor, id) => Supervisor.deleteChild(supervisor, id),
};

async function strike(supervisor: SupervisorRef, id: string, how: (pid: Pid) => Promise<void>): Promise<unknown> {
  const child = (await Supervisor.whichChildren(supervisor)).find((each) => each.id === id);
  if (child?.pid === undefined || child.pid === "restarting") return "no child";
  return how(child.pid);
}
