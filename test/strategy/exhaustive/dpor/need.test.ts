// What is planned of a reversal.

import { expect, test } from "vitest";

import { Access, Role } from "../../../../src/trace/index.ts";
import type { EnabledOperation } from "../../../../src/trace/index.ts";
import { eventOf } from "../../../../src/strategy/exhaustive/dpor/events/event.ts";
import type { Event } from "../../../../src/strategy/exhaustive/dpor/events/event.ts";
import { EventNames } from "../../../../src/strategy/exhaustive/dpor/events/names.ts";
import { Clocks } from "../../../../src/strategy/exhaustive/dpor/races/clocks.ts";
import { Need } from "../../../../src/strategy/exhaustive/dpor/wakeup/need.ts";
import { Sequence } from "../../../../src/strategy/exhaustive/dpor/wakeup/sequence.ts";

/** The first event of process `key` − 1. */
function eventBy(key: number, names: EventNames): Event {
  const declared = { access: Access.none, endsActor: 0, ownerKey: key, role: Role.task, kind: "pause", slot: 0 };
  return eventOf({ ...declared, key } as unknown as EnabledOperation, names, false, 0);
}

/** Four events of four processes; the third comes after the second. */
function execution(): { readonly need: Need; readonly sequence: Sequence; readonly events: readonly Event[] } {
  const names = new EventNames();
  const events = [1, 2, 3, 4].map((key) => eventBy(key, names));
  const clocks = new Clocks();
  clocks.reserve(4, 4);
  const sequence = new Sequence();
  for (const [index, event] of events.entries()) {
    clocks.clear(index);
    if (index === 2) clocks.join(2, 1);
    clocks.tick(index, event.process);
    sequence.push(event, index);
  }
  return { need: new Need(clocks), sequence, events };
}

test("the needed event is planned with what comes before it, and nothing else", () => {
  const { events, need, sequence } = execution();
  need.restart(true);
  need.add(2);
  expect(need.of(sequence)).toEqual([events[1], events[2]]);
});

test("all is planned if it is not known what is needed", () => {
  const { events, need, sequence } = execution();
  need.restart(true);
  need.add(2);
  need.add(-1);
  expect(need.of(sequence)).toEqual(events);
});

test("all is planned if a needed event has touched more than it declares", () => {
  const { events, need, sequence } = execution();
  const touching = events[1];
  if (touching !== undefined) touching.touches = [{ object: 9, parent: -1, access: Access.read, snapshot: undefined }];
  need.restart(true);
  need.add(2);
  expect(need.of(sequence)).toEqual(events);
});
