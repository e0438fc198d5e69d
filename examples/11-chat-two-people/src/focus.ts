import { type RefObject, useEffect, useRef } from 'react';

/** Gives the focus to a place when what had it is gone, so that keys and screen readers go on there. */
export function useKeptFocus(place: RefObject<HTMLElement | null>): void {
  const last = useRef<Element | null>(null);
  useEffect(() => {
    const note = () => {
      last.current = document.activeElement;
    };
    note();
    document.addEventListener('focusin', note);
    return () => document.removeEventListener('focusin', note);
  }, []);
  // After each change: what has come may have taken it already.
  useEffect(() => {
    const isGone = last.current?.isConnected === false;
    if (isGone && document.activeElement === document.body) place.current?.focus({ preventScroll: true });
  });
}

/** Gives the focus to what has just come in place of the whole page. */
export function useFocusAtFirst<Of extends HTMLElement>(): RefObject<Of | null> {
  const place = useRef<Of>(null);
  useEffect(() => place.current?.focus(), []);
  return place;
}
