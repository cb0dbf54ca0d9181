// The cost of a registry's operations as it grows: from 100 keys of 10 owners to 10,000 keys of 1,000.

import { join, kill, receive, self, send, spawn } from "heddle";
import type { Pid, Program } from "heddle";
import { Registry } from "heddle/registry";

import { floor } from "./floor.ts";
import { inTurn, perStepOfMany, race } from "./measure.ts";
import { ns, ROUNDS, times } from "./row.ts";
import type { Row } from "./row.ts";

const KEYS = 10;

/** Each owner registers its keys, looks them up, unregisters half of them, and is killed when all are done. */
function owners(count: number, architecture: "server" | "shared"): Program {
  return async () => {
    const registry = await Registry.start<string, number>({ architecture });
    const pids: Pid[] = [];
    const main = self();
    for (let owner = 0; owner < count; owner += 1) {
      const body = async (): Promise<void> => {
        for (let key = 0; key < KEYS; key += 1) await registry.register(`${owner} ${key}`, key);
        for (let key = 0; key < KEYS; key += 1) await registry.lookup(`${owner} ${key}`);
        for (let key = 0; key < KEYS; key += 2) await registry.unregister(`${owner} ${key}`);
        await registry.count();
        await send(main, "done");
        await receive("never");
      };
      pids.push(await spawn(body));
    }
    for (let done = 0; done < pids.length; done += 1) await receive("done");
    for (const pid of pids) await kill(pid);
    for (const pid of pids) await join(pid);
  };
}

/** Growth of the cost of a step; the limit is that of logarithmic growth, as in `scale-rows.ts`. */
export async function registryRow(architecture: "server" | "shared"): Promise<Row> {
  const cost = await race(
    {
      few: () => perStepOfMany(owners(10, architecture), "round-robin", 100),
      many: () => perStepOfMany(owners(1_000, architecture), "round-robin", 1),
      floor: () => inTurn(() => floor(100_000)),
    },
    Math.ceil(ROUNDS / 3),
  );
  const growth = cost.many / cost.few;
  return {
    what: `a step of registry operations from 100 to 10,000 keys, ${architecture}`,
    measured: `${ns(cost.few)} → ${ns(cost.many)} = ${times(growth)}`,
    target: "≤ 4 ×",
    isMet: growth <= 4,
  };
}
