import { useLayoutEffect } from 'react';

/** Whether a key is meant for something else: for a text, or for what stands around the page, whose shadow roots hide what has the focus. */
const isElsewhere = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  target.matches('textarea, input[type=text], [contenteditable], manyhands-frame, manyhands-messages');

/** Whether a dialog stands above the page. A click on its text leaves the focus with the body, so keys arrive here. */
const isBehindDialog = () =>
  document.querySelector('manyhands-frame')?.shadowRoot?.querySelector('dialog[open]') != null;

/** The question to which a number key belongs: the one with the focus, else the first without an answer, else the only one. */
function questionFor(target: EventTarget | null): Element | null {
  const focused = target instanceof Element ? target.closest('fieldset[data-question]') : null;
  if (focused) return focused;
  const all = [...document.querySelectorAll('fieldset[data-question]')];
  const withOptions = all.filter((one) => one.querySelector('input'));
  const open = withOptions.find((one) => !one.querySelector('input:checked'));
  return open ?? (withOptions.length === 1 ? (withOptions[0] ?? null) : null);
}

/** Submits an answer that was kept over a reload: then nothing has the focus that Enter would press. */
function submitUnfocused(target: EventTarget | null): void {
  const form = document.querySelector<HTMLFormElement>('form.card');
  // A second Enter, meant for the item before, must not submit this one unseen.
  if (target === document.body && form?.querySelector('input:checked')) form.requestSubmit();
}

/** Lets the number keys choose among the options of a question, and Enter submit, from wherever the focus is. */
export function useNumberKeys(): void {
  // Before the item is painted: who sees it may press a key.
  useLayoutEffect(() => {
    function choose(event: KeyboardEvent) {
      const option = questionFor(event.target)?.querySelectorAll('input')[Number(event.key) - 1];
      if (!option || option.disabled) return;
      option.click();
      // After a single choice Enter submits, and the next number key answers the next question; of several options more may follow.
      const isAnswered = option.type === 'radio' && !option.closest('.spans');
      const submit = option.form?.querySelector<HTMLElement>('button[type=submit]');
      (isAnswered && submit ? submit : option).focus({ preventScroll: true });
    }
    function act(event: KeyboardEvent) {
      if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isElsewhere(event.target) || isBehindDialog()) return;
      if (event.key === 'Enter') submitUnfocused(event.target);
      if (/^[1-9]$/.test(event.key)) choose(event);
    }
    document.addEventListener('keydown', act);
    return () => document.removeEventListener('keydown', act);
  }, []);
}
