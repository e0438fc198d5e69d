import { useEffect } from 'react';

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.matches('textarea, input[type=text], [contenteditable]');

/** The question to which a number key belongs: the one with the focus, else the first without an answer, else the first. */
function questionFor(target: EventTarget | null): Element | null {
  const focused = target instanceof Element ? target.closest('fieldset[data-question]') : null;
  if (focused) return focused;
  const all = [...document.querySelectorAll('fieldset[data-question]')].filter((one) => one.querySelector('input'));
  return all.find((one) => !one.querySelector('input:checked')) ?? all[0] ?? null;
}

/** Lets the number keys choose among the options of a question, from wherever the focus is. */
export function useNumberKeys(): void {
  useEffect(() => {
    function choose(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (!/^[1-9]$/.test(event.key)) return;
      const option = questionFor(event.target)?.querySelectorAll('input')[Number(event.key) - 1];
      // With the focus there, Enter submits and the next number key answers the next question.
      option?.click();
      option?.form?.querySelector<HTMLElement>('button[type=submit]')?.focus({ preventScroll: true });
    }
    document.addEventListener('keydown', choose);
    return () => document.removeEventListener('keydown', choose);
  }, []);
}
