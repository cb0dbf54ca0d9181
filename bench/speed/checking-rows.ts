// The time to check recorded histories (test/check/linearizability/histories), once each, without warm-up.

import { keyValueModel, linearizability, registerModel } from "heddle/check";

import { generatedKeyValueHistory } from "../../test/check/linearizability/generated-history.ts";
import { etcdHistory, keyValueHistory, namesOf } from "../../test/check/linearizability/recorded-histories.ts";
import type { Row } from "./row.ts";

/** The histories of the corpora, and one of a thousand operations. */
export function checkingRows(): readonly Row[] {
  const logs = namesOf("etcd_").map(etcdHistory);
  const store = keyValueHistory("kv-c50-ok.txt");
  const map = generatedKeyValueHistory(1_000, 10);
  return [
    row("the 50 etcd logs", 1_000, () => {
      for (const log of logs) linearizability(log, registerModel<number | undefined>(undefined), { reduce: false });
    }),
    row("1,712 key-value operations of 50 clients", 500, () => linearizability(store, keyValueModel(""))),
    row("1,000 key-value operations of 10 clients", 1_000, () => linearizability(map, keyValueModel())),
  ];
}

function row(what: string, limit: number, judge: () => unknown): Row {
  // CPU time, which is independent of the load of the machine.
  const start = process.cpuUsage();
  judge();
  const { system, user } = process.cpuUsage(start);
  const milliseconds = (system + user) / 1_000;
  return {
    what,
    measured: `${milliseconds.toFixed(0)} ms of CPU`,
    target: `≤ ${limit} ms`,
    isMet: milliseconds <= limit,
  };
}
