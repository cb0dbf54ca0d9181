// Shared memory as scheduler-aware objects.

export { cell, Cell } from "./cell.ts";
