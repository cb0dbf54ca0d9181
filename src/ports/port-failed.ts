// What the caller of a port gets when a fault is injected, unless the port says otherwise.

/** The answer of a port at which a fault was injected. */
export class PortFailed extends Error {
  override readonly name: string = "PortFailed";
  /** The name of the call, for example `accounts.read`. */
  readonly port: string;
  /** Whether the call took effect nevertheless, which its caller cannot know. */
  readonly tookEffect: boolean;

  /** Creates the error of a call that failed or, if it `tookEffect`, whose answer was lost. */
  constructor(port: string, tookEffect: boolean) {
    super(tookEffect ? `The answer of ${port} was lost.` : `${port} failed.`);
    this.port = port;
    this.tookEffect = tookEffect;
  }
}
