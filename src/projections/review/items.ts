import type { Item } from '../../api/queue.ts';
import { badCursor } from '../store/cursors.ts';
import type { Database } from '../store/database.ts';
import { questionsOf } from './agreement.ts';
import { openItems } from './item-rows.ts';

type Scope = { run?: string; task?: string };
type ItemQuery = Scope & {
  order: 'disagreement' | 'oldest';
  adjudicated?: boolean;
  assignment?: string;
  limit: number;
  cursor?: string;
};
type Page = { items: Item[]; total: number | null; cursor?: string };

/**
 * All answered items of a scope in the order of their first answers, each with the share of pairs of answers that agree; NaN if
 * there is nothing to compare. With `mayBeUnfinished`, undefined while many items are still being compared.
 */
export type SurveyOf = (scope: Scope, mayBeUnfinished?: boolean) => Promise<ReadonlyMap<string, number> | undefined>;

type ItemPages = { page(query: ItemQuery): Promise<Page> };

/** Opens pages of items with their answers side by side. */
export function openItemPages(db: () => Database, surveyOf: SurveyOf): ItemPages {
  const disputed = new WeakMap<ReadonlyMap<string, number>, readonly string[]>();

  /** The order is cached with its survey, since several pages use it. */
  function inOrder(survey: ReadonlyMap<string, number>, order: ItemQuery['order']): readonly string[] {
    if (order === 'oldest') return [...survey.keys()];
    const known = disputed.get(survey) ?? mostDisputedFirst(survey);
    disputed.set(survey, known);
    return known;
  }

  return {
    async page(query) {
      // Pages must follow one order: only the first may be served before that order is known.
      const mayBeUnfinished = query.cursor === undefined && query.order === 'disagreement';
      const survey = query.assignment ? undefined : await surveyOf(query, mayBeUnfinished);
      const items = openItems(db());
      const shown = (assignment: string): Item[] => {
        const item = items.item(assignment);
        return item
          ? [{ ...item, questions: questionsOf(item.answers.filter(counts).map(({ answer }) => answer)) }]
          : [];
      };
      if (query.assignment) {
        const found = shown(query.assignment);
        return { items: found, total: found.length };
      }
      const isMatch = matcherOf(items, query);
      if (!survey) return { items: firstOf(items.answered(query), isMatch, query.limit).flatMap(shown), total: null };
      const all = inOrder(survey, query.order);
      const matching = all.filter(isMatch);
      const rest = query.cursor === undefined ? matching : all.slice(indexAfter(all, query.cursor)).filter(isMatch);
      const page = rest.slice(0, query.limit);
      const more = rest.length > page.length ? { cursor: page.at(-1) } : {};
      return { items: page.flatMap(shown), total: matching.length, ...more };
    },
  };
}

/** Rejected and soft-rejected answers do not count for agreement. */
const counts = ({ decision }: Pick<Item['answers'][number], 'decision'>) =>
  decision === null || decision === 'accepted';

function mostDisputedFirst(survey: ReadonlyMap<string, number>): string[] {
  const worth = (agreement: number) => (Number.isNaN(agreement) ? 1 : agreement);
  return [...survey].sort(([, one], [, other]) => worth(one) - worth(other)).map(([item]) => item);
}

function matcherOf(items: ReturnType<typeof openItems>, query: ItemQuery): (assignment: string) => boolean {
  if (query.adjudicated === undefined) return () => true;
  const adjudicated = items.adjudicatedIn(query);
  return (assignment) => adjudicated.has(assignment) === query.adjudicated;
}

function firstOf(found: Iterable<string>, isMatch: (assignment: string) => boolean, limit: number): string[] {
  const first: string[] = [];
  for (const assignment of found) {
    if (isMatch(assignment)) first.push(assignment);
    if (first.length >= limit) break;
  }
  return first;
}

function indexAfter(all: readonly string[], cursor: string): number {
  const index = all.indexOf(cursor);
  if (index < 0) throw badCursor();
  return index + 1;
}
