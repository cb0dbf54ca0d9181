// Hands what the kernel reports of an execution to the record of its events.

import type { Causality } from "../../causality.ts";
import type { EventRecorder } from "./recording.ts";

/** The part of the causality of an execution that is only recorded. */
export type RecordedCausality = Omit<Causality, "take" | "injectsFaultWhenQuiescent">;

/** Records the causality of executions. The kernel counts steps from 1, the record counts events from 0. */
export function recordCausality(recording: EventRecorder): RecordedCausality {
  return {
    onBegin: (time) => {
      recording.isLazy = time === "lazy";
    },
    onForeignWait: () => {
      recording.isApproximate = true;
    },
    onCause: (operation, step) => {
      recording.cause(operation, step - 1);
    },
    onTouch: (object, access) => {
      recording.touch(object, access);
    },
    onWithdraw: (operation) => recording.withdraw(operation),
    onLeft: (operation, touches) => {
      recording.leave(operation, touches);
    },
    onQuiescent: () => {
      recording.isQuiescent = true;
    },
    onViolated: () => {
      recording.isViolated = true;
    },
    onTimer: (operation) => {
      recording.setTimer(operation);
    },
    onSafe: (owner) => {
      recording.makeSafe(owner);
    },
    onEnd: (owner) => {
      recording.end(owner);
    },
    onCancel: (owner) => {
      recording.cancel(owner);
    },
    onLateMatch: (step, ticket) => {
      recording.late(step - 1, ticket);
    },
  };
}
