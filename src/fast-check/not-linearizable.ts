// The error of a model run whose results no order of the calls explains.

import { stringify } from "fast-check";

import type { Call } from "./history.ts";

/** The error for concurrent calls whose results no order explains. */
export class NotLinearizable extends Error {
  override readonly name: string = "NotLinearizable";

  /** @param clients the calls of each client, in order */
  constructor(clients: readonly (readonly Omit<Call<never>, "apply">[])[]) {
    const calls = clients.flat().toSorted((one, other) => one.invoked - other.invoked);
    const lines = calls.map(({ client, invoked, name, response }) => {
      const call = `  ${client}: ${name} → `;
      if (response === undefined) return `${call}no response, invoked at ${invoked}`;
      return `${call}${stringify(response.result)}, from ${invoked} to ${response.responded}`;
    });
    super(["No order of these calls gives the model the same results:", ...lines].join("\n"));
  }
}
