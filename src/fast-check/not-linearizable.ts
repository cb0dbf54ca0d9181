// What a model run throws when no order of the calls explains their results.

import { stringify } from "fast-check";

import type { CompletedCall } from "./history.ts";

/** The results of concurrent calls that no order of them explains. */
export class NotLinearizable extends Error {
  override readonly name: string = "NotLinearizable";

  /** @internal */
  constructor(clients: readonly (readonly Omit<CompletedCall<never>, "apply">[])[]) {
    const calls = clients.flat().toSorted((one, other) => one.invoked - other.invoked);
    const lines = calls.map(
      ({ client, invoked, name, responded, result }) =>
        `  ${client}: ${name} → ${stringify(result)}, from ${invoked} to ${responded}`,
    );
    super(["No order of these calls gives the model the same results:", ...lines].join("\n"));
  }
}
