import { type RefObject, useEffect } from 'react';

/** What has the focus only because something else is gone; it is given on as soon as there is something to do. */
let given: Element | undefined;

/** The focus is not taken from something that the worker uses, such as a list that they read. */
export function canTakeFocus(): boolean {
  const { activeElement } = document;
  return activeElement === null || activeElement === document.body || activeElement === given;
}

/** Where to go on reading, when what had the focus is gone: the messages, or the text that stands in their place. */
const readable = '[role="log"], .mh-chat-middle > [tabindex="-1"]';

function give(place: Element): void {
  const next = place.querySelector<HTMLElement>(readable);
  if (!next || !canTakeFocus()) return;
  next.focus({ preventScroll: true });
  given = next;
  const keep = () => {
    if (given === next) given = undefined;
  };
  for (const used of ['keydown', 'pointerdown']) next.addEventListener(used, keep, { once: true });
}

/** Keeps the focus within an element when what had it is taken away, so that keys and screen readers go on there. */
export function useKeptFocus(root: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const place = root.current;
    if (!place) return;
    // A part may have taken it already.
    let last: Node | null = place.contains(document.activeElement) ? document.activeElement : null;
    const note = ({ target }: Event) => {
      last = target as Node;
    };
    const forget = ({ target }: Event) => {
      if (!place.contains(target as Node)) last = null;
    };
    const observer = new MutationObserver(() => {
      if (!last || place.contains(last)) return;
      last = null;
      give(place);
    });
    place.addEventListener('focusin', note);
    document.addEventListener('pointerdown', forget);
    observer.observe(place, { childList: true, subtree: true });
    return () => {
      place.removeEventListener('focusin', note);
      document.removeEventListener('pointerdown', forget);
      observer.disconnect();
    };
  }, [root]);
}
