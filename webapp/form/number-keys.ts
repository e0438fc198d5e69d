import { useLayoutEffect } from 'react';

/** Whether a key is meant for something else: for a text, or for what stands around the page, whose shadow roots hide what has the focus. */
const isElsewhere = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  target.matches('textarea, input[type=text], [contenteditable], manyhands-frame, manyhands-messages');

/** The question to which a number key belongs: the one with the focus, else the first without an answer. */
function questionFor(target: EventTarget | null): Element | null {
  const focused = target instanceof Element ? target.closest('fieldset[data-question]') : null;
  if (focused) return focused;
  const all = [...document.querySelectorAll('fieldset[data-question]')];
  return all.find((one) => one.querySelector('input') && !one.querySelector('input:checked')) ?? null;
}

/** Lets the number keys choose among the options of a question, from wherever the focus is. */
export function useNumberKeys(): void {
  // Before the item is painted: who sees it may press a key.
  useLayoutEffect(() => {
    function choose(event: KeyboardEvent) {
      if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || isElsewhere(event.target)) return;
      if (!/^[1-9]$/.test(event.key)) return;
      const option = questionFor(event.target)?.querySelectorAll('input')[Number(event.key) - 1];
      if (!option || option.disabled) return;
      option.click();
      // After a single choice Enter submits, and the next number key answers the next question; of several options more may follow.
      const isAnswered = option.type === 'radio' && !option.closest('.spans');
      const submit = option.form?.querySelector<HTMLElement>('button[type=submit]');
      (isAnswered && submit ? submit : option).focus({ preventScroll: true });
    }
    document.addEventListener('keydown', choose);
    return () => document.removeEventListener('keydown', choose);
  }, []);
}
