import { useEffect } from 'react';

/** Lets the keys 1 to 9 choose among the page's first radio buttons, from wherever the focus is. */
export function useNumberKeys(count: number): void {
  useEffect(() => {
    function choose(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const number = Number(event.key);
      if (!Number.isInteger(number) || number < 1 || number > count) return;
      const radio = document.querySelectorAll<HTMLInputElement>('input[type=radio]')[number - 1];
      // With the focus there, Enter submits and the arrow keys go on from this choice.
      radio?.focus();
      radio?.click();
    }
    document.addEventListener('keydown', choose);
    return () => document.removeEventListener('keydown', choose);
  }, [count]);
}
