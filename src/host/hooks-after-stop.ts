// Repairs Node's hooks of asynchronous resources after code was stopped within one: Node counts the hooks that run, and what
// is stopped is never counted down. Hooks that are enabled from then on would wait for it for ever, and hear nothing.

import { AsyncResource, createHook } from "node:async_hooks";
import { Session } from "node:inspector";

/** Makes new hooks hear again, if they do not. Where Node has no such counter nothing happens. */
export function repairHooks(): void {
  if (hooksHear()) return;
  const session = new Session();
  session.connect();
  try {
    // Node shows its counter to a debugger only.
    const enable = valueOf(session, Object.getPrototypeOf(createHook({})).enable);
    const arrays = variable(session, enable, "getHookArrays");
    const hooks = variable(session, arrays, "active_hooks");
    if (hooks === undefined) return;
    const resetCounter = "function () { this.call_depth = 0; }";
    session.post("Runtime.callFunctionOn", { objectId: hooks, functionDeclaration: resetCounter });
  } finally {
    session.disconnect();
  }
  // What was enabled or disabled meanwhile takes effect after the next hook.
  hooksHear();
}

function hooksHear(): boolean {
  let isHeard = false;
  const hook = createHook({
    init: () => {
      isHeard = true;
    },
  }).enable();
  const resource = new AsyncResource("heddle.probe");
  hook.disable();
  return isHeard && resource !== undefined;
}

const SLOT = Symbol.for("heddle.inspected");

/** The debugger's id of a value. */
function valueOf(session: Session, value: unknown): string | undefined {
  const slots = globalThis as { [SLOT]?: unknown };
  slots[SLOT] = value;
  let id: string | undefined;
  session.post("Runtime.evaluate", { expression: "globalThis[Symbol.for('heddle.inspected')]" }, (error, found) => {
    if (error === null) id = found.result.objectId;
  });
  delete slots[SLOT];
  return id;
}

/** The debugger's id of a variable around a function. */
function variable(session: Session, ofFunction: string | undefined, name: string): string | undefined {
  const scopes = propertiesOf(session, ofFunction).find((property) => property.name === "[[Scopes]]");
  for (const scope of propertiesOf(session, scopes?.value?.objectId)) {
    const found = propertiesOf(session, scope.value?.objectId).find((property) => property.name === name);
    if (found?.value?.objectId !== undefined) return found.value.objectId;
  }
  return undefined;
}

interface Property {
  readonly name: string;
  readonly value?: { readonly objectId?: string | undefined } | undefined;
}

function propertiesOf(session: Session, objectId: string | undefined): readonly Property[] {
  let properties: readonly Property[] = [];
  if (objectId === undefined) return properties;
  session.post("Runtime.getProperties", { objectId, ownProperties: true }, (error, found) => {
    if (error === null) properties = [...found.result, ...(found.internalProperties ?? [])];
  });
  return properties;
}
