// Registries of actors by key, and the plain table of names.

export { register, registered, unregister, whereis } from "./name-table/default-table.ts";
export { NameTable } from "./name-table/name-table.ts";
export type { NameTableOptions } from "./name-table/name-table.ts";
export { Registry } from "./registry/registry.ts";
export type {
  DispatchOptions,
  Entries,
  RegisterOptions,
  RegistryMeta,
  Registration,
  Updated,
} from "./registry/registry.ts";
export type { RegistryOptions } from "./registry/options.ts";
export { Reki } from "./reki/reki.ts";
export type { RekiCallOptions, RekiChildOptions } from "./reki/reki.ts";
export { RekiNotRunning } from "./reki/not-running.ts";
export type { RekiOptions } from "./reki/options.ts";
export type { Registered, RegistryEvent } from "./registry/writer.ts";
export type { RegistrySelection } from "./registry/selection.ts";
export { UnknownRegistry } from "./registry/unknown-registry.ts";
