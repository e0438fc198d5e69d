import { type RefObject, useEffect, useRef } from 'react';

/** Lets the keyboard of a telephone make the page shorter, so that the field stays above it. */
export function fitViewport(): void {
  let meta = document.querySelector<HTMLMetaElement>('meta[name="viewport"]');
  if (!meta) {
    meta = document.createElement('meta');
    meta.name = 'viewport';
    meta.content = 'width=device-width, initial-scale=1';
    document.head.append(meta);
  }
  if (!meta.content.includes('interactive-widget')) meta.content += ', interactive-widget=resizes-content';
}

/** From how many pixels on what is hidden at the end of a page is hidden by a keyboard. */
const keyboardFrom = 80;

/** The height that a keyboard leaves, in pixels, where it covers the page instead of making it shorter, as on an iPhone. */
function heightAboveKeyboard(): number | undefined {
  const seen = window.visualViewport;
  if (seen?.scale !== 1 || window.innerHeight - seen.height < keyboardFrom) return undefined;
  return seen.height;
}

/** Tells the style how much stands above an element, so that it fills the rest of what is seen of the window. */
export function useFittingHeight(): RefObject<HTMLDivElement | null> {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    fitViewport();
    const fit = () => {
      const top = (root.current?.getBoundingClientRect().top ?? 0) + window.scrollY;
      const height = heightAboveKeyboard();
      root.current?.style.setProperty('--mh-chat-above', `${Math.round(top)}px`);
      root.current?.style.setProperty('--mh-chat-seen', height === undefined ? '100dvh' : `${Math.round(height)}px`);
      // The browser has moved the page for a field that is higher up now.
      if (height !== undefined && top < height / 2) window.scrollTo(0, 0);
    };
    fit();
    window.addEventListener('resize', fit);
    window.visualViewport?.addEventListener('resize', fit);
    const observer = typeof ResizeObserver === 'function' ? new ResizeObserver(fit) : undefined;
    for (const one of root.current?.parentElement?.children ?? []) if (one !== root.current) observer?.observe(one);
    observer?.observe(document.body);
    return () => {
      window.removeEventListener('resize', fit);
      window.visualViewport?.removeEventListener('resize', fit);
      observer?.disconnect();
    };
  }, []);
  return root;
}
