// The roof over Node: clock, event loop, watchdog, virtual globals, worker threads, modules.

export { createModuleLoader } from "./module-loader.ts";
export type { ModuleLoader } from "./module-loader.ts";
export { createNodeHost, nodeHost } from "./node-host.ts";
export { PACKAGE_FOLDER, readPackageInfo } from "./package-info.ts";
export { sourceTextOf } from "./source-text.ts";
export { withoutOwnFrames } from "./source-position.ts";
