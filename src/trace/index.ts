// The vocabulary of executions: who acts, what could happen next, what happened.

export { labelActors, senderOf } from "./actor-labels.ts";
export { Access, isDependent, QUIESCENCE_KIND, Role } from "./operation.ts";
export type { EnabledOperation, TouchedObject } from "./operation.ts";
export { keyText } from "./key-text.ts";
export { Pid } from "./pid.ts";
export { stepLabel } from "./step.ts";
export type { SourcePosition, Step } from "./step.ts";
