// Whatever shows the time within an execution: `Date`, `performance`, `process.hrtime`, `Intl`, `Temporal`, events. They
// agree with each other: `performance.timeOrigin + performance.now()` is `Date.now()`.

import buffer from "node:buffer";
import perfHooks from "node:perf_hooks";

import { actingExecution, clockTime } from "../../kernel/index.ts";
import { aroundInStep, inStep, once } from "./patch.ts";
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
  // Whoever gets a class, from whatever object, gets the same virtual one.
  const virtual = virtualDate(Date);
  const virtualMark = once(constructing(1, withOwn("startTime", performanceNow)));
  const virtualFile = once(constructing(2, withOwn("lastModified", dateNow)));
  return [
    { target: Date, key: "now", make: inStep(dateNow) },
    { target: Date.prototype, key: "constructor", make: () => virtual },
    { target: globalThis, key: "Date", make: () => virtual },
    // Also for those who call the method of the class.
    { target: Reflect.getPrototypeOf(performance) ?? performance, key: "now", make: inStep(performanceNow) },
    { target: performance, key: "now", make: inStep(performanceNow) },
    { target: performance, key: "timeOrigin", make: inStep(() => EPOCH - UPTIME), isGetter: true },
    { target: performance, key: "mark", make: aroundInStep(mark) },
    { target: performance, key: "measure", make: aroundInStep(measure) },
    { target: performance, key: "toJSON", make: aroundInStep(summary) },
    { target: globalThis, key: "PerformanceMark", make: virtualMark },
    { target: perfHooks, key: "PerformanceMark", make: virtualMark },
    { target: process, key: "hrtime", make: virtualHrtime },
    { target: process, key: "uptime", make: inStep(() => performanceNow() / 1_000) },
    { target: Event.prototype, key: "timeStamp", make: virtualTimeStamp, isGetter: true },
    { target: globalThis, key: "File", make: virtualFile },
    { target: buffer, key: "File", make: virtualFile },
    { target: Intl.DateTimeFormat.prototype, key: "format", make: virtualFormat, isGetter: true },
    { target: Intl.DateTimeFormat.prototype, key: "formatToParts", make: aroundInStep(formatting) },
    ...temporalPatches(),
  ];
}

/** A class whose argument at some place, an object of options, is completed in code of an execution. */
function constructing(at: number, complete: (options: object) => object): (real: AnyFunction) => AnyFunction {
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

/** Completes options: what they leave open, or `undefined`, is the time. */
function withOwn(key: string, time: () => number): (options: object) => object {
  return (options) => (Reflect.get(options, key) === undefined ? { ...options, [key]: time() } : options);
}

function mark(real: AnyFunction, name: never, options?: object | null): unknown {
  return real(name, withOwn("startTime", performanceNow)(options ?? {}) as never);
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
  const hrtime = aroundInStep((callReal, ...[given]: readonly (readonly [number, number])[]) => {
    // The real function refuses what is no such pair.
    if (given !== undefined) callReal(given as never);
    const before = given ?? [0, 0];
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

/** `Intl.DateTimeFormat.prototype.format`, a getter of a function, always the same one for a format. */
function virtualFormat(real: AnyFunction): AnyFunction {
  const made = new WeakMap<AnyFunction, AnyFunction>();
  return function (this: unknown): unknown {
    const format = Reflect.apply(real, this, []) as AnyFunction;
    if (actingExecution() === undefined) return format;
    const virtual = made.get(format) ?? ((date?: never) => formatting(format, date));
    made.set(format, virtual);
    return virtual;
  };
}

function formatting(real: AnyFunction, date?: never): unknown {
  return real(date === undefined ? (dateNow() as never) : date);
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
