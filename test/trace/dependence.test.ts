// The relation of dependence, for all kinds of accesses: what docs/reduction.md says, what operations declare, what the
// reduction compares and remembers, and what the class hash tells apart.

import { describe, expect, test } from "vitest";

import type { Execution } from "../../src/kernel/index.ts";
import { createPart, SharedObject } from "../../src/kernel/index.ts";
import type { AnyObject, Task } from "../../src/kernel/index.ts";
import { hashStep, hashTouch } from "../../src/kernel/operations/class-hash.ts";
import { Dependence } from "../../src/strategy/exhaustive/dpor/events/dependence.ts";
import { Accesses } from "../../src/strategy/exhaustive/dpor/races/accesses.ts";
import { accessOf, eventOf } from "../../src/strategy/exhaustive/dpor/events/event.ts";
import type { Event } from "../../src/strategy/exhaustive/dpor/events/event.ts";
import { EventNames } from "../../src/strategy/exhaustive/dpor/events/names.ts";
import { Access, areDependent, isDependent, isExclusive, QUIESCENCE_KIND, Role } from "../../src/trace/index.ts";
import type { EnabledOperation } from "../../src/trace/index.ts";
import { read } from "../documents.ts";

type AccessName = keyof typeof Access;

const names = Object.keys(Access) as readonly AccessName[];

/** The table of accesses in the document: the accesses with which each conflicts. */
const documented = new Map(
  read("docs/reduction.md")
    .split("\n")
    .filter(
      (line) => names.some((name) => line.startsWith(`| ${name} `)) && line.split("|").length === names.length + 3,
    )
    .map((line) => {
      const [name, ...cells] = line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim());
      return [name, names.filter((_name, index) => cells[index] === "yes")] as const;
    }),
);

function isDocumented(one: AccessName, other: AccessName): boolean {
  return documented.get(one)?.includes(other) ?? false;
}

const pairs = names.flatMap((one) => names.map((other) => ({ one, other })));

/** Where two steps touch something: one object, a part and its whole, two parts, two objects. */
const PLACES = {
  "one object": { meets: true, objects: (whole: AnyObject) => [whole, whole] },
  "a part and its whole": { meets: true, objects: (whole: AnyObject, part: AnyObject) => [part, whole] },
  "the whole and a part": { meets: true, objects: (whole: AnyObject, part: AnyObject) => [whole, part] },
  "one part": { meets: true, objects: (_whole: AnyObject, part: AnyObject) => [part, part] },
  "two parts": { meets: false, objects: (_whole: AnyObject, part: AnyObject, other: AnyObject) => [part, other] },
} as const;

const cases = Object.entries(PLACES).flatMap(([place, { meets, objects }]) =>
  pairs.map(({ one, other }) => ({ place, one, other, isDependentHere: meets && isDocumented(one, other), objects })),
);

interface StepOf {
  readonly id: number;
  readonly access: Access;
  readonly object: AnyObject | undefined;
}

function enabled({ access, id, object }: StepOf, more: Partial<EnabledOperation> = {}): EnabledOperation {
  return {
    id,
    key: id * 7_919,
    role: Role.task,
    kind: "step",
    object,
    access,
    secondObject: undefined,
    ownerKey: 100 + id,
    endsActor: 0,
    budget: Number.POSITIVE_INFINITY,
    condition: undefined,
    deadline: Number.POSITIVE_INFINITY,
    slot: id,
    rank: [id],
    ...more,
  };
}

/** Runs a test with the objects of a place, created anew. */
function placed(objects: (typeof cases)[number]["objects"]): readonly [AnyObject, AnyObject] {
  const whole = new SharedObject<unknown>(1_001, "whole", undefined);
  const [part, second] = [createPart(whole, 1, "part", undefined), createPart(whole, 2, "second", undefined)];
  const [first, last] = objects(whole, part, second);
  return [first as AnyObject, last as AnyObject];
}

test("the document has the table of all accesses", () => {
  expect([...documented.keys()]).toEqual(names);
});

test.each(pairs)("$one and $other conflict in both orders, or in none", ({ one, other }) => {
  expect(isDocumented(one, other)).toBe(isDocumented(other, one));
});

test("an access conflicts with all, or only with those that do: the class hash and the histories rest on it", () => {
  const conflictsWithAll = (name: AccessName): boolean =>
    names.every((other) => other === "none" || isDocumented(name, other));
  const others = pairs.filter(({ one, other }) => isDocumented(one, other) && ![one, other].some(conflictsWithAll));
  expect(others).toEqual([]);
});

describe.each(cases)("$one and $other of $place", ({ isDependentHere, objects, one, other }) => {
  const step = (index: 0 | 1): StepOf => {
    const object = placed(objects)[index];
    return { id: index, access: Access[index === 0 ? one : other], object };
  };
  const both = (): readonly [StepOf, StepOf] => {
    const [first, second] = placed(objects);
    return [
      { ...step(0), object: first },
      { ...step(1), object: second },
    ];
  };
  const eventsOf = (isTouched: boolean): readonly [Event, Event] => {
    const numbers = new EventNames();
    const [first, second] = both().map((each) => {
      const event = eventOf(enabled(isTouched ? { ...each, object: undefined } : each), numbers, false, 0);
      if (isTouched && each.object !== undefined) event.touches = [accessOf(each.object, each.access, numbers)];
      return event;
    });
    return [first as Event, second as Event];
  };

  test("as operations declare them", () => {
    const [first, second] = both();
    expect(isDependent(enabled(first), enabled(second))).toBe(isDependentHere);
  });

  test("as the reduction compares events", () => {
    const [declaredFirst, declaredSecond] = eventsOf(false);
    const [touchedFirst, touchedSecond] = eventsOf(true);
    expect(areDependent(declaredFirst, declaredSecond)).toBe(isDependentHere);
    expect(areDependent(touchedFirst, declaredSecond)).toBe(isDependentHere);
    expect(areDependent(declaredFirst, touchedSecond)).toBe(isDependentHere);
    expect(areDependent(touchedFirst, touchedSecond)).toBe(isDependentHere);
  });

  test.each([false, true])("as the reduction remembers them: observed %s", (isTouched) => {
    const [first, second] = eventsOf(isTouched);
    const accesses = new Accesses();
    const found: number[] = [];
    accesses.enter(first, -1);
    accesses.declared(second, found);
    accesses.further(second, [], found);
    expect(found.includes(0)).toBe(isDependentHere);
  });

  test.each([false, true])("but for those that it has taken back: observed %s", (isTouched) => {
    const [first, second] = eventsOf(isTouched);
    const accesses = new Accesses();
    const found: number[] = [];
    accesses.enter(first, -1);
    accesses.retract(0);
    accesses.declared(second, found);
    accesses.further(second, [], found);
    expect(found).toEqual([]);
  });

  test.each([false, true])("as the reduction looks it up, more than once: observed %s", (isTouched) => {
    const [first, second] = eventsOf(isTouched);
    const dependence = new Dependence();
    const found = [first, first].map((each) => dependence.areDependent(each, second));
    expect(found).toEqual([isDependentHere, isDependentHere]);
  });

  test.each([false, true])("as the class hash tells orders apart: observed %s", (isTouched) => {
    expect(classOf(both(), isTouched) !== classOf(both().toReversed(), isTouched)).toBe(isDependentHere);
  });
});

/** The class hash of two steps in this order. */
function classOf(steps: readonly StepOf[], isTouched: boolean): string {
  const execution = { classA: 0, classB: 0 } as Execution;
  for (const { access, id, object } of steps) {
    const declared = isTouched ? Access.none : access;
    const operation = { hash: 77, access: declared, isExclusive: isExclusive(declared), secondObject: undefined };
    const task = { key: id + 1, hashA: 31 * id, hashB: -37 * id, operation } as unknown as Task;
    hashStep(execution, task, isTouched ? undefined : object);
    if (isTouched && object !== undefined && access !== Access.none) hashTouch(execution, task, object, access);
  }
  return `${execution.classA} ${execution.classB}`;
}

describe("the other clauses", () => {
  const idle = { access: Access.none, object: undefined };
  const clock = new SharedObject<unknown>(2_002, "clock", undefined);
  const both = (one: Partial<EnabledOperation>, other: Partial<EnabledOperation>): boolean => {
    const [first, second] = [enabled({ id: 1, ...idle }, one), enabled({ id: 2, ...idle }, other)];
    const numbers = new EventNames();
    const reduced = areDependent(eventOf(first, numbers, false, 0), eventOf(second, numbers, false, 0));
    expect(reduced).toBe(isDependent(first, second));
    return reduced;
  };

  test("steps that touch nothing are independent", () => {
    expect(both({}, {})).toBe(false);
  });

  test("one process performs both", () => {
    expect(both({ id: 1, key: 1 }, { id: 1, key: 1 })).toBe(true);
  });

  test("one ends the actor of the other", () => {
    expect(both({ endsActor: 102 }, {})).toBe(true);
    expect(both({}, { endsActor: 101 })).toBe(true);
    expect(both({ endsActor: 103 }, {})).toBe(false);
  });

  test("one waits for quiescence", () => {
    expect(both({ kind: QUIESCENCE_KIND }, {})).toBe(true);
    expect(both({}, { kind: QUIESCENCE_KIND })).toBe(true);
  });

  test("a second object is written", () => {
    expect(both({ secondObject: clock }, { secondObject: clock })).toBe(true);
    expect(both({ secondObject: clock }, { object: clock, access: Access.read })).toBe(true);
    expect(both({ secondObject: clock }, { object: clock, access: Access.none })).toBe(false);
    expect(both({ secondObject: clock }, {})).toBe(false);
  });
});
