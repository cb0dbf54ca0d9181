// The Node.js platform: clock, event loop, watchdog, virtual globals, worker threads, modules.

export { readCorpusFile } from "./corpus-files.ts";
export { createModuleLoader } from "./modules/module-loader.ts";
export type { ModuleLoader } from "./modules/module-loader.ts";
export type { ConsoleMode } from "./node-host.ts";
export { createNodeHost, nodeHost } from "./node-host.ts";
export { PACKAGE_FOLDER, readPackageInfo } from "./modules/package-info.ts";
export { SerialQueue } from "./serial-queue.ts";
export { sourceTextOf } from "./source/source-text.ts";
export { readViewerProgram } from "./viewer-program.ts";
export { withoutOwnFrames } from "./source/source-position.ts";
