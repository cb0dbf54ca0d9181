// Models of the outside: files, connections and fetch in memory, whose calls are ports, for packages as they are.

export { fresh } from "./fresh.ts";
export type { FetchHandler } from "./install/active.ts";
export { withModels } from "./with-models.ts";
export type { Models } from "./with-models.ts";
