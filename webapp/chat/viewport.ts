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

/** Tells the style how much stands above an element, so that it fills the rest of the window. */
export function useFittingHeight(): RefObject<HTMLDivElement | null> {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    fitViewport();
    const fit = () => {
      const top = (root.current?.getBoundingClientRect().top ?? 0) + window.scrollY;
      root.current?.style.setProperty('--mh-chat-above', `${Math.round(top)}px`);
    };
    fit();
    window.addEventListener('resize', fit);
    const observer = typeof ResizeObserver === 'function' ? new ResizeObserver(fit) : undefined;
    for (const one of root.current?.parentElement?.children ?? []) if (one !== root.current) observer?.observe(one);
    observer?.observe(document.body);
    return () => {
      window.removeEventListener('resize', fit);
      observer?.disconnect();
    };
  }, []);
  return root;
}
