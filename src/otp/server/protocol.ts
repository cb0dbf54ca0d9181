// The messages of a server, as types.

/**
 * The messages of a server. Each is optional: a server that takes no casts has no `cast`.
 * @example
 * interface Counter {
 *   call: { request: "get"; reply: number } | { request: { add: number }; reply: void };
 *   cast: "reset";
 * }
 */
export interface Protocol {
  /** A union of pairs of a `request` and its `reply`. Default: it takes no calls. */
  readonly call?: { readonly request: unknown; readonly reply: unknown };
  /** A union of messages without a reply. Default: it takes no casts. */
  readonly cast?: unknown;
  /** A union of messages by plain `send`. Downs and exits reach `handleInfo` too. Default: none. */
  readonly info?: unknown;
  /** A union of the arguments of `handleContinue`. Default: anything. */
  readonly continue?: unknown;
}

/** The pairs of requests and replies of a protocol. */
type CallsOf<P extends Protocol> = "call" extends keyof P ? NonNullable<P["call"]> : never;

/** The union of all requests. */
export type RequestOf<P extends Protocol> = CallsOf<P>["request"];

/** The union of all replies. */
export type ReplyOf<P extends Protocol> = CallsOf<P>["reply"];

/** The reply to one request. */
export type ReplyTo<P extends Protocol, Sent> = ReplyIn<CallsOf<P>, Sent>;

/** The reply to one request among pairs. */
type ReplyIn<Call, Sent> = Call extends { readonly request: infer Request; readonly reply: infer Reply }
  ? Sent extends Request
    ? Reply
    : never
  : never;

/** The union of all casts. */
export type CastOf<P extends Protocol> = "cast" extends keyof P ? P["cast"] : never;

/** The union of all plain messages. */
export type InfoOf<P extends Protocol> = "info" extends keyof P ? P["info"] : never;

/** The union of all arguments of `handleContinue`. */
export type ContinueOf<P extends Protocol> = "continue" extends keyof P ? P["continue"] : unknown;
