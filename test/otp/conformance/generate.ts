// Generates scripts: the same for the same seed.

import { generatorFrom } from "../../../src/choice/index.ts";
import type { Generator } from "../../../src/choice/index.ts";
import type { ChildSetup, Family, Instruction, ProcessInstruction, Script, Units } from "./script.ts";

/** The families, in the order in which scripts are generated. */
export const FAMILIES: readonly Family[] = ["processes", "names", "servers", "supervisors", "tasks", "registries"];

/** The seed of the scripts that were recorded. */
const SEED = 25_000_000;

/** The `index`th script of a family, below 10,000. */
export function generateScript(family: Family, index: number): Script {
  const draw = new Draw(generatorFrom(SEED + 10_000 * FAMILIES.indexOf(family) + index));
  return { id: `${family}-${String(index).padStart(3, "0")}`, family, ...GENERATORS[family](draw) };
}

/** Draws from lists. */
class Draw {
  readonly #generator: Generator;

  constructor(generator: Generator) {
    this.#generator = generator;
  }

  /** A whole number from `low` to `high`. */
  between(low: number, high: number): number {
    return low + this.#generator.below(high - low + 1);
  }

  of<T>(...items: readonly [T, ...T[]]): T {
    return items[this.#generator.below(items.length)] ?? items[0];
  }

  list<T>(length: number, draw: () => T): T[] {
    return Array.from({ length }, draw);
  }
}

type Parts = Pick<Script, "processes" | "servers" | "supervisor" | "registry">;

const GENERATORS: Readonly<Record<Family, (draw: Draw) => Parts>> = {
  processes,
  names: registeredNames,
  servers,
  supervisors,
  tasks,
  registries,
};

const REASONS = ["normal", "boom", "kill", "shutdown", "killed"] as const;

function other(draw: Draw, own: string, names: readonly string[]): string {
  const others = names.filter((name) => name !== own);
  return draw.of(others[0] ?? own, ...others.slice(1));
}

/** An instruction of the process `own`. */
function processInstruction(draw: Draw, own: string, names: readonly string[]): ProcessInstruction {
  const to = other(draw, own, names);
  const kind = draw.of<ProcessInstruction[0]>(
    ...(["send", "send", "receive", "receive", "take", "link", "link", "unlink", "monitor", "demonitor"] as const),
    ...(["exit", "exitTo", "exitTo", "trap", "alive", "sleep", "boom"] as const),
  );
  switch (kind) {
    case "send":
      return [kind, to, draw.of("m1", "m2")];
    case "receive":
      return [kind, draw.of(0, 1, 1, 2)];
    case "take":
      return [kind, draw.of("m1", "m2"), draw.of(1, 2)];
    case "exit":
      return [kind, draw.of(...REASONS)];
    case "exitTo":
      return [kind, draw.of(to, to, to, own), draw.of(...REASONS)];
    case "trap":
      return [kind, draw.of(true, true, false)];
    case "sleep":
    case "takeExit":
      return [kind, 1];
    case "boom":
      return [kind];
    case "link":
    case "unlink":
    case "monitor":
    case "demonitor":
    case "alive":
      return [kind, to];
  }
}

function processes(draw: Draw): Parts {
  const names = ["a", "b", "c", "d"].slice(0, draw.of(2, 2, 3, 3, 4));
  const length = names.length === 2 ? 4 : names.length === 3 ? 3 : 2;
  const bodies = names.map((name) => {
    const first: ProcessInstruction[] = draw.of(true, false) ? [["trap", true]] : [];
    const rest = draw.list(draw.between(1, length), () => processInstruction(draw, name, names));
    return [name, [...first, ...rest]] as const;
  });
  return { processes: Object.fromEntries(bodies) };
}

function registeredNames(draw: Draw): Parts {
  const all = ["a", "b", "c"].slice(0, draw.of(2, 2, 3));
  const bodies = all.map((own) => {
    // Erlang allows a process one name.
    let isNamed = false;
    const body = draw.list(draw.between(2, all.length === 2 ? 4 : 3), (): Instruction => {
      const name = "n";
      switch (draw.between(0, 6)) {
        case 0:
        case 1:
          if (isNamed) return ["receive", 1];
          isNamed = true;
          return ["registerName", name];
        case 2:
          return ["whereisName", name];
        case 3:
          return ["sendName", name, draw.of("m1", "m2")];
        case 4:
          return ["monitorName", name];
        case 5:
          return ["receive", draw.of(0, 1, 2)];
        default:
          return processInstruction(draw, own, all);
      }
    });
    return [own, body] as const;
  });
  return { processes: Object.fromEntries(bodies) };
}

const REQUESTS = [
  "get",
  "inc",
  "later",
  "stop",
  "shutdown",
  "boom",
  "continue",
  "idle",
  "poll",
  "slow",
  "early",
] as const;
const CASTS = ["inc", "flush", "stop", "boom", "continue", "idle", "poll"] as const;

function servers(draw: Draw): Parts {
  const clients = ["a", "b"].slice(0, draw.of(1, 2, 2));
  const all = [...clients, "s"];
  const bodies = clients.map((own) => {
    const body = draw.list(draw.between(2, clients.length === 1 ? 5 : 3), (): Instruction => {
      switch (draw.between(0, 9)) {
        case 0:
        case 1:
        case 2:
          return ["call", "s", draw.of(...REQUESTS), draw.of(1, 3)];
        case 3:
        case 4:
        case 5:
          return ["cast", "s", draw.of(...CASTS)];
        case 6:
          return ["stop", "s", draw.of("normal", "shutdown", "bye")];
        case 7:
          return draw.of<Instruction>(["link", "s"], ["monitor", "s"], ["exitTo", "s", draw.of(...REASONS)]);
        case 8:
          return ["send", "s", "m1"];
        default:
          return processInstruction(draw, own, all);
      }
    });
    return [own, draw.of(true, false, false) ? [["trap", true] as const, ...body] : body] as const;
  });
  const first = draw.of("nothing" as const, "nothing" as const, "continue" as const, "idle" as const);
  return { processes: Object.fromEntries(bodies), servers: { s: { trap: draw.of(true, false), first } } };
}

function supervisors(draw: Draw): Parts {
  const ids = ["c1", "c2", "c3"].slice(0, draw.of(1, 2, 2, 3));
  const children = ids.map((id): ChildSetup => {
    const isSlow = draw.of(false, false, true);
    return {
      id,
      restart: draw.of("permanent", "permanent", "transient", "temporary"),
      shutdown: draw.of<ChildSetup["shutdown"]>("infinity", "infinity", "brutal", 1, 4),
      trap: draw.of(true, true, false),
      refuses: draw.of([], [], [], [2], [2, 3]),
      terminates: isSlow ? 2 : 0,
    };
  });
  const clients = ["a", "b"].slice(0, draw.of(1, 1, 2));
  const bodies = clients.map((own) => {
    const body = draw.list(draw.between(1, clients.length === 1 ? 4 : 2), (): Instruction => {
      const id = draw.of(ids[0] ?? "c1", ...ids.slice(1));
      switch (draw.between(0, 9)) {
        case 0:
        case 1:
          return ["exitChild", id, draw.of("kill", "boom", "shutdown", "normal")];
        case 2:
          return ["crashChild", id];
        case 3:
          return ["stopChild", id, draw.of("normal", "shutdown", "bye")];
        case 4:
          return ["terminateChild", id];
        case 5:
          return ["restartChild", id];
        case 6:
          return ["deleteChild", id];
        case 7:
          return ["countChildren"];
        case 8:
          return draw.of<Instruction>(
            ["stopSupervisor", draw.of("normal", "shutdown", "bye")],
            ["exitTo", "sup", "kill"],
          );
        default:
          return ["sleep", 1];
      }
    });
    return [own, body] as const;
  });
  const strategy = draw.of("oneForOne" as const, "oneForAll" as const, "restForOne" as const);
  return {
    processes: Object.fromEntries(bodies),
    supervisor: { strategy, maxRestarts: draw.of(0, 1, 2, 3), children },
  };
}

function tasks(draw: Draw): Parts {
  const started: string[] = [];
  const body = (): ProcessInstruction[] =>
    draw.list(draw.between(0, 2), () =>
      draw.of<ProcessInstruction>(
        ["sleep", draw.of(1, 2)],
        ["exit", draw.of("normal", "boom", "shutdown")],
        ["boom"],
        ["trap", true],
        ["receive", draw.of(1, 2)],
      ),
    );
  const start = (): Instruction => {
    const name = `t${started.length + 1}`;
    started.push(name);
    return ["async", name, body()];
  };
  const owner: Instruction[] = draw.of(true, false) ? [["trap", true]] : [];
  owner.push(start());
  const settled = new Set<string>();
  for (let left = draw.between(2, 4); left > 0; left--) {
    const task = draw.of(started[0] ?? "t1", ...started.slice(1));
    const kind = draw.of("async", "await", "yield", "shutdown", "send", "exitTo", "receive");
    if (kind === "async" && started.length < 2) owner.push(start());
    else if (kind === "await" && !settled.has(task)) {
      // heddle refuses a second await: a mistake of the program.
      settled.add(task);
      owner.push([kind, task, draw.of<Units>("infinity", 1, 3)]);
    } else if (kind === "yield" && !settled.has(task)) {
      settled.add(task);
      owner.push([kind, task, draw.of(0, 1, 3)]);
    } else if (kind === "shutdown") {
      settled.add(task);
      owner.push([kind, task, draw.of<"infinity" | "brutal" | number>("brutal", 1, 3)]);
    } else if (kind === "send") owner.push([kind, task, "m1"]);
    else if (kind === "exitTo") owner.push([kind, task, draw.of(...REASONS)]);
    // A task's messages may differ; its owner takes them by its functions only.
    else owner.push(["takeExit", draw.of(0, 1)]);
  }
  const others: Readonly<Record<string, readonly Instruction[]>> = draw.of(
    {},
    {},
    { b: [["exitTo", "a", draw.of("boom", "shutdown", "kill")]] },
    {
      b: [
        ["monitor", "a"],
        ["receive", 3],
      ],
    },
  );
  return { processes: { a: owner, ...others } };
}

function registries(draw: Draw): Parts {
  const all = ["a", "b"];
  const listener = draw.of("l", null, null);
  const isUnique = draw.of(true, true, false);
  const bodies = all.map((own) => {
    const body = draw.list(draw.between(1, 3), (): Instruction => {
      const key = draw.of("k", "k", "j");
      switch (draw.between(0, 8)) {
        case 0:
        case 1:
        case 2:
          return ["register", key, draw.of("1", "2")];
        case 3:
          return ["unregister", key];
        case 4:
          return ["lookup", key];
        case 5:
          return ["keys"];
        case 6:
          return isUnique ? ["update", key, "3"] : ["lookup", key];
        case 7:
          return isUnique ? ["whereisKey", key] : ["lookup", key];
        default:
          return draw.of<Instruction>(
            ["exit", draw.of("normal", "boom")],
            ["exitTo", other(draw, own, all), "kill"],
            ["alive", other(draw, own, all)],
          );
      }
    });
    return [own, body] as const;
  });
  const heard: Readonly<Record<string, readonly Instruction[]>> =
    listener === null ? {} : { l: [...draw.list(3, () => ["receive", 2] as const), ["sleep", 3]] };
  return {
    processes: { ...Object.fromEntries(bodies), ...heard },
    registry: { keys: isUnique ? "unique" : "duplicate", listener },
  };
}
