// Ending a cancellable actor from its own code.

/** Thrown by the `init` or `run` of a cancellable actor to end it. */
export class ActorExit extends Error {
  override readonly name: string = "ActorExit";
  /** The exit reason of the actor. */
  readonly reason: string;

  /** @param reason default `normal` */
  constructor(reason: string = "normal") {
    super(`The actor exits: ${reason}.`);
    this.reason = reason;
  }
}
