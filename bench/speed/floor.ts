// The lower bound of the engine: resolve a deferred and drain, with one async function that awaits the next. Any
// scheduler of async functions pays at least this.

declare const process: { readonly _tickCallback: () => void };

/** Nanoseconds for one resumption of an async function, over `count` of them. Call outside any microtask. */
export function floor(count: number): number {
  let resolve: (value: unknown) => void = () => undefined;
  const bind = (settle: (value: unknown) => void): void => {
    resolve = settle;
  };
  const body = async (): Promise<void> => {
    for (let index = 0; index < count; index += 1) await new Promise(bind);
  };
  const drain = process._tickCallback;
  void body();
  const start = performance.now();
  for (let index = 0; index < count; index += 1) {
    resolve(undefined);
    drain();
  }
  return ((performance.now() - start) * 1e6) / count;
}
