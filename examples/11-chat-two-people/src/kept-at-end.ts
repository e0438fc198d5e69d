import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

/** How far from its end, in pixels, a list still counts as read to the end. */
const near = 48;

/** A list that shows its end when something is added or it becomes shorter, unless its reader has gone back; after own words in any case. */
export function useKeptAtEnd(added: string, isOwnLast: boolean): RefObject<HTMLDivElement | null> {
  const list = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const toEnd = () => {
    if (isAtEnd.current && list.current) list.current.scrollTop = list.current.scrollHeight;
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever something is added
  useLayoutEffect(() => {
    if (isOwnLast) isAtEnd.current = true;
    toEnd();
  }, [added]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it reads references only
  useEffect(() => {
    const { current } = list;
    if (!current) return;
    let top = current.scrollTop;
    const note = () => {
      const isNear = current.scrollHeight - current.scrollTop - current.clientHeight < near;
      if (isNear || current.scrollTop < top) isAtEnd.current = isNear;
      top = current.scrollTop;
    };
    current.addEventListener('scroll', note);
    // An offer or a form below it, and the keyboard of a telephone, make it shorter.
    const observer = new ResizeObserver(toEnd);
    observer.observe(current);
    return () => {
      current.removeEventListener('scroll', note);
      observer.disconnect();
    };
  }, []);
  return list;
}
