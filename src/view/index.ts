// A recorded execution as one HTML file that shows it step by step.

export type { ViewActor, ViewDocument, ViewExecution, ViewFile, ViewPair, ViewPart, ViewStep } from "./document.ts";
export { viewHtml } from "./html.ts";
export type { ViewerProgram } from "./html.ts";
export { viewDocument } from "./view-document.ts";
export type { ViewInput } from "./view-document.ts";
export { textAfter } from "./view-execution.ts";
export { viewOf } from "./view-of.ts";
export type { ViewRequest } from "./view-of.ts";
