// Registries of actors by key, and the plain table of names.

export { NameTable } from "./name-table.ts";
export type { NameTableOptions } from "./name-table.ts";
export { Registry } from "./registry.ts";
export type { DispatchOptions, Entries, Meta, Registration, Updated } from "./registry.ts";
export type { RegistryOptions } from "./registry-options.ts";
export { Reki } from "./reki.ts";
export type { RekiCallOptions, RekiChildOptions } from "./reki.ts";
export { RekiNotRunning } from "./reki-not-running.ts";
export type { RekiOptions } from "./reki-options.ts";
export type { Registered, RegistryEvent } from "./writing.ts";
export type { Selection } from "./selection.ts";
export { UnknownRegistry } from "./unknown-registry.ts";
