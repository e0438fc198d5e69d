import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

/** How far from its end, in pixels, a box still counts as read to the end. */
const nearPixels = 80;

/** A box that scrolls: it stays at its end while things are added or the window changes, unless somebody has scrolled up in it. */
export function useKeptAtEnd(last: number | undefined): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const toEnd = () => {
    if (isAtEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: it moves when something was added.
  useLayoutEffect(toEnd, [last]);
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
