import { element, setText } from './element.ts';
import { progressBar } from './progress-bar.ts';
import type { RunRow } from './run-row.ts';
import { progressWords, reviewWords, statusWords, timeWords } from './words.ts';

/** One run on the start page; `show` brings it up to date in place, so that focus and selection stay. */
export type RunCard = { card: HTMLElement; show(run: RunRow): void };

/** Makes the card of a run. */
export function runCard(run: RunRow): RunCard {
  const titleId = `title-${run.id}`;
  const title = element('h2', { id: titleId });
  const status = element('p');
  const { bar, show: showBar } = progressBar(titleId);
  const progress = element('p', { class: 'progress' });
  const review = element('p', { class: 'quiet' });
  const time = element('p', { class: 'quiet' });

  const about = element('p', { class: 'quiet' }, `${run.task} · `, element('code', {}, run.id));
  const heading = element('div', { class: 'heading' }, element('div', {}, title, about), status);
  const workerPage = link('Worker page', { href: run.worker_url, target: '_blank', rel: 'noopener noreferrer' });
  const links = element('p', { class: 'links' }, workerPage, exportLinks(run));
  const card = element(
    'article',
    { 'aria-labelledby': titleId },
    ...[heading, bar, progress, review, time, links, replayCommand(run)],
  );

  return {
    card,
    show(now) {
      setText(title, now.title);
      setText(status, statusWords[now.status]);
      status.className = `status ${now.status}`;
      setText(progress, progressWords(now));
      setText(review, reviewWords(now));
      review.hidden = review.textContent === '';
      setText(time, timeWords(now));
      workerPage.className = now.status === 'launched' ? 'main' : '';
      showBar(now);
    },
  };
}

const link = (text: string, attributes: Record<string, string>) => element('a', attributes, text);

function exportLinks({ id }: RunRow): HTMLElement {
  const answers = (text: string, format: string) => {
    const href = `/api/export?of=${encodeURIComponent(id)}&format=${format}`;
    return link(text, { href, download: `${id}.${format}`, 'aria-label': `Answers of ${id} as ${text}` });
  };
  return element('span', {}, 'Answers: ', answers('JSON Lines', 'jsonl'), ' · ', answers('CSV', 'csv'));
}

function replayCommand({ id }: RunRow): HTMLElement {
  return element(
    'p',
    { class: 'command' },
    'See it again, fact by fact: ',
    element('code', {}, `bin/manyhands replay ${id}`),
  );
}
