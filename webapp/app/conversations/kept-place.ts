import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

/** How far from its end, in pixels, a box still counts as read to the end. */
const nearPixels = 80;

/**
 * A box with a list that scrolls: it stays at its end while things are added there or the window changes, unless somebody has scrolled up
 * in it, and then at its place while things are added before. `first` and `last` say which are at its ends now.
 */
export function useKeptPlace(first: unknown, last: unknown): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const before = useRef<{ item?: HTMLElement | null; top: number }>({ top: 0 });
  const toEnd = () => {
    if (isAtEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: it moves when something was added.
  useLayoutEffect(() => {
    const { current } = box;
    if (!current) return;
    const { item, top } = before.current;
    if (isAtEnd.current) toEnd();
    else if (item?.isConnected) current.scrollTop += item.offsetTop - top;
    const firstItem = current.querySelector('li');
    before.current = { item: firstItem, top: firstItem?.offsetTop ?? 0 };
  }, [first, last]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it reads references only.
  useEffect(() => {
    const { current } = box;
    if (!current) return;
    let top = current.scrollTop;
    const note = () => {
      const isNear = current.scrollHeight - current.scrollTop - current.clientHeight < nearPixels;
      // Only who goes back leaves the end: where the lines became more, nobody has scrolled.
      if (isNear || current.scrollTop < top) isAtEnd.current = isNear;
      top = current.scrollTop;
    };
    current.addEventListener('scroll', note);
    const observer = new ResizeObserver(toEnd);
    observer.observe(current);
    return () => {
      current.removeEventListener('scroll', note);
      observer.disconnect();
    };
  }, []);
  return box;
}
