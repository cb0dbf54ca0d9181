// What carries the actor through every await: Node's `AsyncLocalStorage`, or hooks of V8 where that is deaf.
//
// On Node 20 and 22 the storage rests on listeners for asynchronous resources. Code that is stopped while Node calls one
// leaves Node deaf: it counts as being within the call for ever, and no listener that is added later is ever called.

import { AsyncLocalStorage, createHook } from "node:async_hooks";
import v8 from "node:v8";

import type { Actor, Attribution } from "../kernel/index.ts";
import { RealInputs } from "./real-input.ts";

/** An attribution, and what frees it. */
export interface OwnedAttribution {
  readonly attribution: Attribution;
  readonly release: () => void;
}

/** Creates an attribution that works here. */
export function createAttribution(): OwnedAttribution {
  return hearsOfPromises() ? storedAttribution() : hookedAttribution();
}

/** Whether Node tells listeners of promises. */
export function hearsOfPromises(): boolean {
  let heard = 0;
  const hook = createHook({
    init: () => {
      heard += 1;
    },
  }).enable();
  void Promise.resolve().then(() => undefined);
  hook.disable();
  return heard > 0;
}

function storedAttribution(): OwnedAttribution {
  const storage = new AsyncLocalStorage<Actor>();
  const inputs = new RealInputs();
  return {
    attribution: {
      run: (actor, code) => storage.run(actor, code),
      actor: () => storage.getStore(),
      followsContexts: true,
      inputs,
    },
    release: () => {
      storage.disable();
      inputs.stop();
    },
  };
}

/** Follows promises alone; callbacks of virtual timers, ticks and microtasks are called as their actor anyway. */
export function hookedAttribution(): OwnedAttribution {
  const actors = new WeakMap<object, Actor>();
  const left: (Actor | undefined)[] = [];
  let current: Actor | undefined;
  const release = v8.promiseHooks.createHook({
    init: (promise) => {
      if (current !== undefined) actors.set(promise, current);
    },
    before: (promise) => {
      left.push(current);
      current = actors.get(promise);
    },
    after: () => {
      current = left.pop();
    },
  }) as () => void;
  const run = <T>(actor: Actor, code: () => T): T => {
    const before = current;
    current = actor;
    try {
      return code();
    } finally {
      current = before;
    }
  };
  return { attribution: { run, actor: () => current, followsContexts: false }, release };
}
