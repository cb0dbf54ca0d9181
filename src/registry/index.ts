// The registry of actors by key, and the plain table of names.

export { NameTable } from "./name-table.ts";
export type { NameTableOptions } from "./name-table.ts";
export { Registry } from "./registry.ts";
export type { Entries, Meta, Registration, RegistryOptions } from "./registry.ts";
export type { Registered } from "./registrar.ts";
export type { Selection } from "./selection.ts";
export { UnknownRegistry } from "./unknown-registry.ts";
