import { mediaFiles } from '../../../api/media.ts';
import { hasOwnPage } from '../../../api/new-task.ts';
import { refuse } from '../refusals.ts';
import type { NewTask } from './new-task.ts';

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

/** The keys of the data that workers may see; the one that the task is about is the first, by the values of the first item. */
export function keysInOrder(
  { keys, first }: { keys: readonly string[]; first: Record<string, unknown> },
  { kind, media, gold, hidden = [] }: Pick<NewTask, 'kind' | 'media' | 'gold' | 'hidden'>,
): string[] {
  const open = keys.filter((key) => key !== gold && !hidden.includes(key));
  if (kind === 'compare') {
    if (open.length < 2) throw refuse('task/few-columns', { keys: open });
    const [left, right] = ['left', 'right'].map((side) => open.find((key) => key.toLowerCase() === side));
    return left && right ? [left, right, ...open.filter((key) => key !== left && key !== right)] : open;
  }
  const longest = open.toSorted((a, b) => textOf(first[b]).length - textOf(first[a]).length)[0];
  const named = media === 'text' ? undefined : open.find((key) => mediaFiles[media].test(textOf(first[key])));
  const isAboutOne = media !== 'text' || kind === 'spans' || hasOwnPage(kind);
  const subject = named ?? (isAboutOne ? longest : undefined);
  return subject === undefined ? open : [subject, ...open.filter((key) => key !== subject)];
}
