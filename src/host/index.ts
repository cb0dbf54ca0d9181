// The roof over Node: clock, event loop, watchdog, virtual globals, worker threads, modules.

export { createModuleLoader } from "./module-loader.ts";
export type { ModuleLoader } from "./module-loader.ts";
export { createNodeHost } from "./node-host.ts";
export { withoutOwnFrames } from "./source-position.ts";
export { sharedHost } from "./shared-host.ts";
export { PACKAGE_FOLDER, readPackageInfo } from "./package-info.ts";
