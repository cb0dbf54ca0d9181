// The data model of executions: actors, enabled operations, performed steps.

export { labelActors } from "./actor-labels.ts";
export { Access, areDependent, conflicts, isDependent, isExclusive } from "./dependence.ts";
export type { ObjectAccess, StepFootprint } from "./dependence.ts";
export { END_KIND, isBarrierKind, PAUSE_KIND, QUIESCENCE_KIND, Role } from "./operation.ts";
export type { Condition, EnabledOperation, TouchedObject } from "./operation.ts";
export { keyText } from "./key-text.ts";
export { Pid } from "./pid.ts";
export { readable, UnreadableError } from "./readable-error.ts";
export { hashValue, isDate } from "./hash-value.ts";
export { shortened } from "./shortened.ts";
export { messageTags, showAs, showValue } from "./show-value.ts";
export { firesBefore, lastToOvertake } from "./timer-order.ts";
export type { PendingTimer, TimerTurn } from "./timer-order.ts";
export { joinShown, labeledText, plainText } from "./shown.ts";
export type { Shown, ShownPart } from "./shown.ts";
export { objectText, stepDetail, stepLabel } from "./step.ts";
export type { SourcePosition, Step, StepSignal } from "./step.ts";
export {
  AWAITS_KEY,
  COPY_KEY,
  FILES_KEY,
  FRESH_KEY,
  HOOKS_KEY,
  MODULE_SCOPE,
  STATE_FILES_KEY,
  STATE_HOOKS_KEY,
} from "./instrumented-code.ts";
export type { Shape, StateHooks } from "./instrumented-code.ts";
