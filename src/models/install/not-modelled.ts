// What a model lacks fails at once: the real function would leave the execution.

import { UsageError } from "../../errors.ts";
import { actingTask } from "../../kernel/index.ts";

const OWN_FOLDER = new URL("..", import.meta.url).href;

/** The function that fails in place of one that is not modelled, for example `fs.watch`. */
export function notModelled(name: string): () => never {
  return () => {
    const error = new UsageError(
      `${name} was called ${callerLine()}, and the model of ${name.split(".")[0] ?? name} does not have it. Pass the package ` +
        "something else to call, for example a port, or do without the model.",
      { code: "not-modelled" },
    );
    const actor = actingTask()?.actor;
    actor?.execution.violate(actor, error);
    throw error;
  };
}

/** The first line of the stack outside of the models, as `at file:line`. */
export function callerLine(): string {
  const frames = (new Error("where").stack ?? "").split("\n").slice(1);
  const places = frames.flatMap((frame) => /\(?((?:file:\/\/)?[^\s()]+:\d+):\d+\)?$/.exec(frame)?.[1] ?? []);
  const outside = places.find((place) => !place.startsWith("node:") && !isOwn(place));
  return outside === undefined ? "somewhere" : `at ${outside.replace("file://", "")}`;
}

function isOwn(place: string): boolean {
  return `file://${place.replace("file://", "")}`.startsWith(OWN_FOLDER);
}
