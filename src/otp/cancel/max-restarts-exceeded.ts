// Why a supervisor gives up.

/** Children ended more often than the supervisor was told to put up with. */
export class MaxRestartsExceeded extends Error {
  override readonly name: string = "MaxRestartsExceeded";
  /** The id of the child that ended once too often. */
  readonly child: string;

  constructor(child: string, { maxRestarts, withinMs }: { readonly maxRestarts: number; readonly withinMs: number }) {
    super(`The supervisor gives up: ${child} ended, and there were ${maxRestarts} restarts within ${withinMs} ms.`);
    this.child = child;
  }
}
