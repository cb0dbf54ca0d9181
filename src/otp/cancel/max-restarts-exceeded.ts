// The error of a supervisor that gives up.

/** Children ended more often than the restart limit allows. */
export class MaxRestartsExceeded extends Error {
  override readonly name: string = "MaxRestartsExceeded";
  /** The id of the child whose end exceeded the limit. */
  readonly child: string;

  /** @param child the id of the child whose end exceeded the limit */
  constructor(child: string, { maxRestarts, withinMs }: { readonly maxRestarts: number; readonly withinMs: number }) {
    super(`The supervisor gives up: ${child} ended after ${maxRestarts} restarts within ${withinMs} ms.`);
    this.child = child;
  }
}
