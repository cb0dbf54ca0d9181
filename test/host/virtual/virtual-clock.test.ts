// Everything that shows the time shows the execution's.

import assert from "node:assert/strict";
import { File as ImportedFile } from "node:buffer";
import { PerformanceMark as ImportedMark } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";

import { explore, spawn } from "heddle";
import type { Program } from "heddle";
import { expect, test } from "vitest";

const YEAR_2024 = Date.UTC(2024, 0, 1);

async function passes(program: Program): Promise<void> {
  const { brokenOff, counterexamples, undecided } = await explore(program, { executions: 20 });
  for (const { error } of counterexamples) throw error;
  expect([brokenOff, undecided]).toEqual([undefined, 0]);
}

test("the clocks of the process begin above 0 and go with the time", () =>
  passes(async () => {
    assert.equal(performance.now(), 100);
    assert.equal(process.uptime(), 0.1);
    assert.deepEqual(process.hrtime(), [0, 100_000_000]);
    assert.equal(process.hrtime.bigint(), 100_000_000n);
    const before = process.hrtime();
    await delay(1_250);
    assert.deepEqual(process.hrtime(before), [1, 250_000_000]);
    assert.equal(performance.now(), 1_350);
    assert.equal(process.uptime(), 1.35);
  }));

test("the time of origin and the time since then make the date", () =>
  passes(async () => {
    assert.equal(performance.timeOrigin, YEAR_2024 - 100);
    assert.equal((performance.toJSON() as { timeOrigin: number }).timeOrigin, YEAR_2024 - 100);
    await delay(7);
    assert.equal(performance.timeOrigin + performance.now(), Date.now());
  }));

test("an entry that expires does so when it was set at the very start", () =>
  passes(async () => {
    // Caches take a start of 0 for an entry without an expiry.
    const start = performance.now();
    const isStale = (): boolean => start !== 0 && performance.now() - start > 10;
    await delay(11);
    assert(isStale());
  }));

test("the constructor of a date, and of an object that has one, is virtual", () =>
  passes(async () => {
    await delay(5);
    const Constructor = new Date().constructor as DateConstructor;
    assert.equal(Constructor, Date);
    assert.equal(new Constructor().getTime(), YEAR_2024 + 5);
    assert.equal(Constructor.now(), YEAR_2024 + 5);
    class Later extends Date {}
    assert.equal(new Later().getTime(), YEAR_2024 + 5);
    assert(new Later() instanceof Date);
    assert.equal((new Later().constructor as DateConstructor).now(), YEAR_2024 + 5);
    assert.match(Date(), /2024|2023/);
  }));

const RealDate = Date;

test("a date class that was captured before shows the execution's time by its now", () =>
  passes(async () => {
    await delay(5);
    assert.equal(RealDate.now(), YEAR_2024 + 5);
    const ofClass: unknown = Reflect.get(Reflect.getPrototypeOf(performance) ?? {}, "now");
    assert.equal(Reflect.apply(ofClass as () => number, performance, []), 105);
  }));

test("a format without a date formats the execution's time", () =>
  passes(async () => {
    const format = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", dateStyle: "short", timeStyle: "medium" });
    await delay(61_000);
    assert.equal(format.format(), "01/01/2024, 00:01:01");
    assert.equal(format.format(0), "01/01/1970, 00:00:00");
    assert.deepEqual(format.formatToParts(), format.formatToParts(YEAR_2024 + 61_000));
    assert.equal([new Date(0)].map(format.format).join(), "01/01/1970, 00:00:00");
    assert.equal(new Date().toLocaleString("en-GB", { timeZone: "UTC" }), "01/01/2024, 00:01:01");
    // As in Node, `null` is 0, and the getter returns one function for each format.
    assert.equal(format.format(null as never), "01/01/1970, 00:00:00");
    assert.equal(format.format, format.format);
  }));

/** Its constructor, which the types hide. */
type MarkClass = new (name: string) => { readonly startTime: number };

test("marks and measures are of the execution's time", () =>
  passes(async () => {
    assert.equal(performance.mark("begin").startTime, 100);
    await delay(40);
    assert.equal(performance.mark("end").startTime, 140);
    assert.equal(performance.mark("given", { startTime: 3 }).startTime, 3);
    for (const Mark of [PerformanceMark, ImportedMark] as unknown as MarkClass[])
      assert.equal(new Mark("made").startTime, 140);
    assert.equal(performance.mark("left open", { startTime: undefined as never }).startTime, 140);
    await delay(10);
    assert.equal(performance.measure("to now", "begin").duration, 50);
    assert.equal(performance.measure("between", "begin", "end").duration, 40);
    assert.equal(performance.measure("from the origin").duration, 150);
    assert.equal(performance.measure("from a time", { start: 120 }).duration, 30);
    assert.equal(performance.measure("given", { start: 1, duration: 2 }).duration, 2);
    performance.clearMarks();
    performance.clearMeasures();
  }));

test("an event and a file bear the execution's time", () =>
  passes(async () => {
    await delay(3);
    assert.equal(new Event("go").timeStamp, 103);
    let seen: number | undefined;
    const event = new Event("go");
    const target = new EventTarget();
    target.addEventListener("go", ({ timeStamp }) => {
      seen = timeStamp;
    });
    target.dispatchEvent(event);
    await delay(5);
    assert.deepEqual([seen, event.timeStamp], [103, 103]);
    assert.equal(new File([], "name").lastModified, YEAR_2024 + 8);
    assert.equal(new File([], "name", { lastModified: 1 }).lastModified, 1);
    assert.equal(new File([], "name", { lastModified: undefined as never }).lastModified, YEAR_2024 + 8);
    assert.equal(new ImportedFile([], "name").lastModified, YEAR_2024 + 8);
  }));

test("hrtime refuses what is no pair, as Node's does", () =>
  passes(() => {
    assert.deepEqual(process.hrtime([0, 40_000_000]), [0, 60_000_000]);
    assert.throws(() => process.hrtime(5 as never), { code: "ERR_INVALID_ARG_TYPE" });
    assert.throws(() => process.hrtime([1] as never), { code: "ERR_OUT_OF_RANGE" });
  }));

interface Shown {
  toJSON(): string;
}

interface TemporalNow {
  readonly instant: () => { readonly epochMilliseconds: number };
  readonly zonedDateTimeISO: (zone: string) => { readonly epochMilliseconds: number };
  readonly plainDateTimeISO: (zone: string) => Shown;
  readonly plainDateISO: (zone: string) => Shown;
  readonly plainTimeISO: (zone: string) => Shown;
}

const temporal = (globalThis as { readonly Temporal?: { readonly Now: TemporalNow } }).Temporal;

test.skipIf(temporal === undefined)("Temporal.Now is the execution's time", () =>
  passes(async () => {
    assert(temporal !== undefined);
    const { Now } = temporal;
    await delay(1_500);
    assert.equal(Now.instant().epochMilliseconds, YEAR_2024 + 1_500);
    assert.equal(Now.zonedDateTimeISO("UTC").epochMilliseconds, YEAR_2024 + 1_500);
    assert.equal(Now.plainDateTimeISO("UTC").toJSON(), "2024-01-01T00:00:01.5");
    assert.equal(Now.plainDateISO("UTC").toJSON(), "2024-01-01");
    assert.equal(Now.plainTimeISO("UTC").toJSON(), "00:00:01.5");
  }),
);

test("outside of executions all of it is the machine's", async () => {
  const times = (): readonly number[] => [
    new (new Date().constructor as DateConstructor)().getTime(),
    Date.now(),
    performance.timeOrigin + performance.now(),
    performance.timeOrigin + new Event("go").timeStamp,
    performance.timeOrigin + performance.mark("mark").startTime,
    performance.timeOrigin + process.uptime() * 1_000,
    new File([], "name").lastModified,
  ];
  const during: number[] = [];
  const options = { executions: 1, onProgress: () => during.push(...times()) };
  await explore(async () => {
    await spawn("other", () => undefined);
  }, options);
  const now = Date.now();
  for (const time of [...times(), ...during]) expect(Math.abs(time - now)).toBeLessThan(60_000);
});
