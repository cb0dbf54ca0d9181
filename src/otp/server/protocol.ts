// What a server understands, as types.

/**
 * The messages of a server. Each is optional: a server that takes no casts has no `cast`.
 * @example
 * interface Counter {
 *   call: { request: "get"; reply: number } | { request: { add: number }; reply: void };
 *   cast: "reset";
 * }
 */
export interface Protocol {
  /** A union of pairs: what is asked and what is answered. */
  readonly call?: { readonly request: unknown; readonly reply: unknown };
  readonly cast?: unknown;
  /** Messages by plain `send`. Downs and exits reach `handleInfo` too. */
  readonly info?: unknown;
}

type CallsOf<P extends Protocol> = "call" extends keyof P ? NonNullable<P["call"]> : never;

/** All that can be asked. */
export type RequestOf<P extends Protocol> = CallsOf<P>["request"];

/** All that can be answered. */
export type ReplyOf<P extends Protocol> = CallsOf<P>["reply"];

/** What is answered to one request. */
export type ReplyTo<P extends Protocol, Asked> = AnswerIn<CallsOf<P>, Asked>;

type AnswerIn<Call, Asked> = Call extends { readonly request: infer Request; readonly reply: infer Reply }
  ? Asked extends Request
    ? Reply
    : never
  : never;

/** All that can be cast. */
export type CastOf<P extends Protocol> = "cast" extends keyof P ? P["cast"] : never;

/** All that can be sent. */
export type InfoOf<P extends Protocol> = "info" extends keyof P ? P["info"] : never;
