// A recorded execution as one HTML file that shows it step by step.

export type { ViewDocument, ViewExecution } from "./document.ts";
export { viewHtml } from "./html.ts";
export { viewOf } from "./view-of.ts";
