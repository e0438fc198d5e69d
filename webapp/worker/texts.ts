import type { PageTexts, WorkerPage } from '../../src/api/worker-page.ts';
import english from './languages/en.json';

/** What the server has put on a worker's page; undefined where the page was not loaded from a run. */
export const workerPage = (globalThis as { manyhandsPage?: WorkerPage }).manyhandsPage;

type Key = keyof typeof english;

/** Every text of a worker's page, in the worker's language. */
export const texts: Readonly<Record<Key, string>> & PageTexts = { ...english, ...workerPage?.texts };

/** A text with its placeholders filled in, such as `{minutes}`. */
export const textWith = (key: Key, values: Record<string, string | number>): string =>
  texts[key].replace(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all));

const keysOf: Record<string, [title: Key, text: Key]> = {
  'work/none': ['laterTitle', 'none'],
  'work/later': ['laterTitle', 'later'],
  'work/being-checked': ['laterTitle', 'beingChecked'],
  'work/full': ['laterTitle', 'full'],
  'work/paused': ['laterTitle', 'paused'],
  'work/all-done': ['doneTitle', 'allDone'],
  'work/had-all': ['doneTitle', 'hadAll'],
  'work/maximum-reached': ['doneTitle', 'maximumReached'],
  'work/place-done': ['doneTitle', 'placeDone'],
  'work/place-over': ['laterTitle', 'placeOver'],
  'work/too-many-at-once': ['finishFirstTitle', 'tooManyAtOnce'],
  'work/not-qualified': ['notForYouTitle', 'notQualified'],
  'work/not-invited': ['notForYouTitle', 'notInvited'],
  'work/invitation-expired': ['notForYouTitle', 'invitationExpired'],
  'work/invitation-withdrawn': ['notForYouTitle', 'invitationWithdrawn'],
  no_mobile: ['notForYouTitle', 'needsComputer'],
};

const refusals: Record<string, Key> = {
  'agent/already-submitted': 'alreadySubmitted',
  'agent/answer-too-large': 'tooLarge',
  'request/too-large': 'tooLarge',
};

/** Why an answer was refused, for the code of a refusal; for an unknown code with the server's sentence. */
export function refusalOf(code: string | null, sentence: string | null): string {
  const key = refusals[code ?? ''];
  return key ? texts[key] : (sentence ?? '');
}

/** Why there is no unit, for the code of a refusal; for an unknown code with the server's sentence. */
export function reasonOf(code: string, sentence: string): { title: string; text: string; isDone: boolean } {
  const [title, text] = keysOf[code] ?? [];
  return {
    title: texts[title ?? 'laterTitle'],
    text: text ? texts[text] : sentence,
    isDone: title === 'doneTitle',
  };
}
