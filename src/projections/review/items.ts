import type { Item } from '../../api/queue.ts';
import type { Database } from '../store/database.ts';
import { refuse } from '../store/refusals.ts';
import { questionsOf } from './agreement.ts';
import { openItems } from './item-rows.ts';

type Scope = { run?: string; task?: string };
type Wish = Scope & {
  order: 'disagreement' | 'oldest';
  adjudicated?: boolean;
  assignment?: string;
  limit: number;
  cursor?: string;
};
type Page = { items: Item[]; total: number | null; cursor?: string };

/**
 * All answered items of a scope in the order of their first answers, each with the share of pairs of answers that agree; NaN where
 * there is nothing to compare. For whoever only glances, undefined while many are still being compared.
 */
export type SurveyOf = (scope: Scope, mayGlance?: boolean) => Promise<ReadonlyMap<string, number> | undefined>;

export type ItemPages = { page(wish: Wish): Promise<Page> };

/** Opens pages of items side by side. */
export function openItemPages(db: () => Database, surveyOf: SurveyOf): ItemPages {
  const disputed = new WeakMap<ReadonlyMap<string, number>, readonly string[]>();

  /** The order is kept for as long as its survey stands, since pages are turned. */
  function inOrder(survey: ReadonlyMap<string, number>, order: Wish['order']): readonly string[] {
    if (order === 'oldest') return [...survey.keys()];
    const known = disputed.get(survey) ?? mostDisputedFirst(survey);
    disputed.set(survey, known);
    return known;
  }

  return {
    async page(wish) {
      // The pages of a list fit each other: only the first may come before its order is known.
      const mayGlance = wish.cursor === undefined && wish.order === 'disagreement';
      const survey = wish.assignment ? undefined : await surveyOf(wish, mayGlance);
      const items = openItems(db());
      const shown = (assignment: string): Item[] => {
        const item = items.item(assignment);
        return item
          ? [{ ...item, questions: questionsOf(item.answers.filter(counts).map(({ answer }) => answer)) }]
          : [];
      };
      if (wish.assignment) {
        const found = shown(wish.assignment);
        return { items: found, total: found.length };
      }
      const isWanted = wantedOf(items, wish);
      if (!survey) return { items: firstOf(items.answered(wish), isWanted, wish.limit).flatMap(shown), total: null };
      const all = inOrder(survey, wish.order);
      const fitting = all.filter(isWanted);
      const left = wish.cursor === undefined ? fitting : all.slice(placeBehind(all, wish.cursor)).filter(isWanted);
      const page = left.slice(0, wish.limit);
      const more = left.length > page.length ? { cursor: page.at(-1) } : {};
      return { items: page.flatMap(shown), total: fitting.length, ...more };
    },
  };
}

/** Answers that were rejected, also softly, say nothing about how far the others agree. */
const counts = ({ decision }: Pick<Item['answers'][number], 'decision'>) =>
  decision === null || decision === 'accepted';

function mostDisputedFirst(survey: ReadonlyMap<string, number>): string[] {
  const worth = (agreement: number) => (Number.isNaN(agreement) ? 1 : agreement);
  return [...survey].sort(([, one], [, other]) => worth(one) - worth(other)).map(([item]) => item);
}

function wantedOf(items: ReturnType<typeof openItems>, wish: Wish): (assignment: string) => boolean {
  if (wish.adjudicated === undefined) return () => true;
  const settled = items.adjudicatedIn(wish);
  return (assignment) => settled.has(assignment) === wish.adjudicated;
}

function firstOf(found: Iterable<string>, isWanted: (assignment: string) => boolean, most: number): string[] {
  const first: string[] = [];
  for (const assignment of found) {
    if (isWanted(assignment)) first.push(assignment);
    if (first.length >= most) break;
  }
  return first;
}

function placeBehind(all: readonly string[], cursor: string): number {
  const place = all.indexOf(cursor);
  if (place < 0) throw refuse('request/bad-shape', { reason: 'cursor: must be a cursor of an earlier page' });
  return place + 1;
}
