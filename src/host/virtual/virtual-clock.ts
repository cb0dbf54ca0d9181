// Whatever shows the time within an execution: `Date`, `performance`, `process.hrtime`, `Intl`, `Temporal`, events. They
// agree with each other: `performance.timeOrigin + performance.now()` is `Date.now()`.

import { actingExecution, clockTime } from "../../kernel/index.ts";
import { aroundInStep, inStep } from "./patch.ts";
import type { AnyFunction, Patch } from "./patch.ts";

/** The time at which every execution begins: the start of 2024, UTC. */
const EPOCH = 1_704_067_200_000;
/**
 * Milliseconds for which the process has then been running. Not 0, which no program ever sees there, so that some take it
 * for "never".
 */
const UPTIME = 100;

function dateNow(): number {
  return EPOCH + clockTime();
}

function performanceNow(): number {
  return UPTIME + clockTime();
}

function nanoseconds(): bigint {
  return BigInt(Math.round(performanceNow() * 1e6));
}

/** A proxy of `Date` that shows virtual time in code of an execution and behaves like the real one otherwise. */
function virtualDate(real: AnyFunction): unknown {
  return new Proxy(real, {
    construct: (target, values: unknown[], newTarget: AnyFunction) =>
      Reflect.construct(
        target,
        values.length === 0 && actingExecution() !== undefined ? [dateNow()] : values,
        newTarget,
      ) as object,
    apply: (target, self, values: never[]) =>
      actingExecution() === undefined
        ? Reflect.apply(target, self, values)
        : String(Reflect.construct(target, [dateNow()])),
  });
}

/** What must be replaced for the time. */
export function clockPatches(): readonly Patch[] {
  // The constructor of every date must be the same virtual one.
  const virtual = virtualDate(Date);
  return [
    { target: Date, key: "now", make: inStep(dateNow) },
    { target: Date.prototype, key: "constructor", make: () => virtual },
    { target: globalThis, key: "Date", make: () => virtual },
    { target: performance, key: "now", make: inStep(performanceNow) },
    { target: performance, key: "timeOrigin", make: inStep(() => EPOCH - UPTIME), isGetter: true },
    { target: performance, key: "mark", make: aroundInStep(mark) },
    { target: performance, key: "measure", make: aroundInStep(measure) },
    { target: performance, key: "toJSON", make: aroundInStep(summary) },
    {
      target: globalThis,
      key: "PerformanceMark",
      make: constructing([1, (options) => ({ startTime: performanceNow(), ...options })]),
    },
    { target: process, key: "hrtime", make: virtualHrtime },
    { target: process, key: "uptime", make: inStep(() => performanceNow() / 1_000) },
    { target: Event.prototype, key: "timeStamp", make: virtualTimeStamp, isGetter: true },
    {
      target: globalThis,
      key: "File",
      make: constructing([2, (options) => ({ lastModified: dateNow(), ...options })]),
    },
    { target: Intl.DateTimeFormat.prototype, key: "format", make: virtualFormat, isGetter: true },
    { target: Intl.DateTimeFormat.prototype, key: "formatToParts", make: aroundInStep(formatting) },
    ...temporalPatches(),
  ];
}

/** A class whose argument at some place, an object of options, is completed in code of an execution. */
function constructing([at, complete]: readonly [number, (options: object) => object]): (real: AnyFunction) => unknown {
  return (real) =>
    new Proxy(real, {
      construct(target, values: unknown[], newTarget: AnyFunction) {
        if (actingExecution() === undefined || values.length < at)
          return Reflect.construct(target, values, newTarget) as object;
        const completed = [...values];
        completed[at] = complete(values[at] ?? {});
        return Reflect.construct(target, completed, newTarget) as object;
      },
    });
}

function mark(real: AnyFunction, name: never, options: object = {}): unknown {
  return real(name, { startTime: performanceNow(), ...options } as never);
}

/** A measure ends now, if it does not say when; a start or a duration may be given. */
function measure(real: AnyFunction, name: never, from?: never, endMark?: never): unknown {
  if (endMark !== undefined) return real(name, from as never, endMark);
  const options: object = typeof from === "object" && from !== null ? from : { start: from ?? 0 };
  const isComplete = "end" in options || ("start" in options && "duration" in options);
  return real(name, (isComplete ? options : { ...options, end: performanceNow() }) as never);
}

function summary(real: AnyFunction): unknown {
  return { ...(real() as object), timeOrigin: EPOCH - UPTIME };
}

/** `process.hrtime` and `process.hrtime.bigint`, in virtual nanoseconds. */
function virtualHrtime(real: AnyFunction): unknown {
  const hrtime = inStep((before: readonly [number, number] = [0, 0]) => {
    const since = nanoseconds() - (BigInt(before[0]) * 1_000_000_000n + BigInt(before[1]));
    return [Number(since / 1_000_000_000n), Number(since % 1_000_000_000n)];
  })(real);
  return Object.assign(hrtime, { bigint: inStep(nanoseconds)(Reflect.get(real, "bigint")) });
}

/** The time stamp of an event: the virtual time when it is first asked for, which is when it is dispatched or handled. */
function virtualTimeStamp(real: AnyFunction): AnyFunction {
  const stamps = new WeakMap<object, number>();
  return function (this: object): unknown {
    const known = stamps.get(this);
    if (known !== undefined) return known;
    const realStamp: unknown = Reflect.apply(real, this, []);
    if (actingExecution() === undefined) return realStamp;
    stamps.set(this, performanceNow());
    return performanceNow();
  };
}

/** `Intl.DateTimeFormat.prototype.format`, a getter of a function. */
function virtualFormat(real: AnyFunction): AnyFunction {
  return function (this: unknown): unknown {
    const format = Reflect.apply(real, this, []) as AnyFunction;
    return actingExecution() === undefined ? format : (date?: never) => formatting(format, date);
  };
}

function formatting(real: AnyFunction, date?: never): unknown {
  return real(date ?? (dateNow() as never));
}

/** The parts of `Temporal`, which Node has from version 26 on, that are needed here. */
interface Temporal {
  readonly Now: { timeZoneId(): string };
  readonly Instant: { fromEpochMilliseconds(time: number): Instant };
}

interface Instant {
  toZonedDateTimeISO(
    timeZone: unknown,
  ): Readonly<Record<"toPlainDateTime" | "toPlainDate" | "toPlainTime", () => unknown>>;
}

function temporalPatches(): readonly Patch[] {
  const temporal = (globalThis as { readonly Temporal?: Temporal }).Temporal;
  if (temporal === undefined) return [];
  const { Instant, Now } = temporal;
  const instant = (): Instant => Instant.fromEpochMilliseconds(dateNow());
  const zoned = (timeZone: unknown = Now.timeZoneId()): ReturnType<Instant["toZonedDateTimeISO"]> =>
    instant().toZonedDateTimeISO(timeZone);
  return [
    { target: Now, key: "instant", make: inStep(instant) },
    { target: Now, key: "zonedDateTimeISO", make: inStep(zoned) },
    { target: Now, key: "plainDateTimeISO", make: inStep((timeZone?: unknown) => zoned(timeZone).toPlainDateTime()) },
    { target: Now, key: "plainDateISO", make: inStep((timeZone?: unknown) => zoned(timeZone).toPlainDate()) },
    { target: Now, key: "plainTimeISO", make: inStep((timeZone?: unknown) => zoned(timeZone).toPlainTime()) },
  ];
}
