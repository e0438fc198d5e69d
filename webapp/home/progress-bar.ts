import { element } from './element.ts';
import type { RunRow } from './run-row.ts';
import { progressWords } from './words.ts';

/** A bar of a run's units: done, in work, and the rest. */
export function progressBar(labelledBy: string): { bar: HTMLElement; show(run: RunRow): void } {
  const done = element('span', { class: 'done' });
  const inWork = element('span', { class: 'in-work' });
  const role = { role: 'progressbar', 'aria-labelledby': labelledBy, 'aria-valuemin': '0', 'aria-valuemax': '100' };
  const bar = element('div', { class: 'bar', ...role }, done, inWork);

  return {
    bar,
    show(run) {
      const share = (units: number) => (run.units === 0 ? 0 : (100 * units) / run.units);
      done.style.width = `${share(run.completed)}%`;
      inWork.style.width = `${share(run.assigned)}%`;
      bar.setAttribute('aria-valuenow', String(Math.floor(share(run.completed))));
      bar.setAttribute('aria-valuetext', progressWords(run));
    },
  };
}
