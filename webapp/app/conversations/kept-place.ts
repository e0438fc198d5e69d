import { type RefObject, useLayoutEffect, useRef } from 'react';

/** How far from its end, in pixels, a box still counts as read to the end. */
const nearPixels = 80;

/**
 * A box with a list that scrolls: it stays at its end while things are added there, unless somebody has scrolled up in it, and at its
 * place while things are added before. `first` and `last` say which are at its ends now.
 */
export function useKeptPlace(first: unknown, last: unknown): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  const before = useRef<{ height: number; item?: HTMLElement | null; top: number }>({ height: 0, top: 0 });
  // biome-ignore lint/correctness/useExhaustiveDependencies: it moves when something was added.
  useLayoutEffect(() => {
    const { current } = box;
    if (!current) return;
    const { height, item, top } = before.current;
    const wasAtEnd = height - current.scrollTop - current.clientHeight < nearPixels;
    if (wasAtEnd) current.scrollTop = current.scrollHeight;
    else if (item?.isConnected) current.scrollTop += item.offsetTop - top;
    const firstItem = current.querySelector('li');
    before.current = { height: current.scrollHeight, item: firstItem, top: firstItem?.offsetTop ?? 0 };
  }, [first, last]);
  return box;
}
