// The part of a long list that is drawn: the rows in sight and a few around them.

import { useLayoutEffect, useState } from "preact/hooks";

/** A scrolled element. */
export interface Scroll {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

const AROUND = 8;

/** Follows the scroll position and the size of an element. */
export function useScroll(element: { readonly current: HTMLElement | null }): Scroll {
  const [scroll, setScroll] = useState<Scroll>({ top: 0, left: 0, height: 600, width: 800 });
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return undefined;
    const update = (): void => {
      const { clientHeight, clientWidth, scrollLeft, scrollTop } = current;
      setScroll({ top: scrollTop, left: scrollLeft, height: clientHeight, width: clientWidth });
    };
    update();
    current.addEventListener("scroll", update, { passive: true });
    const observer = new ResizeObserver(update);
    observer.observe(current);
    return () => {
      current.removeEventListener("scroll", update);
      observer.disconnect();
    };
  }, [element]);
  return scroll;
}

/** The first and the last index of what is in sight, with a few around. */
export function range(start: number, extent: number, size: number, count: number): readonly [from: number, to: number] {
  const from = Math.max(0, Math.floor(start / size) - AROUND);
  return [from, Math.min(count, Math.ceil((start + extent) / size) + AROUND)];
}

/** A length in CSS. */
export function px(length: number): string {
  return `${length}px`;
}
