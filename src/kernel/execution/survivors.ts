// The actors left alive when an execution has completed, and the actors linked to them or monitoring them.

import type { Actor } from "../actors/actor.ts";
import type { Execution } from "./execution.ts";

/** An actor left alive at the end of an execution. */
export interface Survivor {
  /** Its path. */
  readonly actor: string;
  /** The path of the actor that spawned it. */
  readonly parent: string;
  /** Whether that actor is alive, too. */
  readonly isParentAlive: boolean;
  /** Whether it is a server that waits for its next message. */
  readonly isIdle: boolean;
  /** The paths of the living actors that it is linked to. */
  readonly links: readonly string[];
  /** The paths of the living actors that monitor it. */
  readonly monitoredBy: readonly string[];
}

/** The survivors of an execution, in the order in which they were spawned. */
export function survivorsOf({ actors }: Execution): readonly Survivor[] {
  return actors.filter(({ isAlive }) => isAlive).flatMap(survivorOf);
}

function survivorOf(actor: Actor): readonly Survivor[] {
  const { handler, parent, pid, status, links, monitors = [] } = actor;
  if (parent === undefined) return [];
  const linked = [...(links ?? [])].filter(([, link]) => link.isActive).map(([other]) => other);
  return [
    {
      actor: pid.path,
      parent: parent.pid.path,
      isParentAlive: parent.isAlive,
      isIdle: status === "running" && handler !== undefined && !handler.isBusy,
      links: pathsOf(linked),
      monitoredBy: pathsOf(monitors.map(({ observer }) => observer)),
    },
  ];
}

function pathsOf(actors: readonly Actor[]): readonly string[] {
  const living = actors.filter(({ isAlive }) => isAlive).map(({ pid }) => pid.path);
  return [...new Set(living)].toSorted();
}
