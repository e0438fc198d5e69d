import { setImmediate as breathe } from 'node:timers/promises';
import type { Item } from '../../api/queue.ts';
import type { Database } from '../../projections/database.ts';
import { openItems } from '../../projections/item-rows.ts';
import { numbersIn } from '../../projections/unit-page.ts';
import { disagreementOf, questionsOf } from './agreement.ts';

type Scope = { run?: string; task?: string };
type Wish = Scope & {
  order: 'disagreement' | 'oldest';
  adjudicated?: boolean;
  assignment?: string;
  limit: number;
  cursor?: string;
};
type Page = { items: Item[]; total: number; cursor?: string };
/** An item as it is ordered: by how much its answers disagree, then by its first answer. */
type Surveyed = { assignment: string; row: number; disagreement: number };

/** So many items are compared with each other; how long to work before others get their turn, in ms. */
const mostCompared = 10_000;
const turnMs = 5;
/** A survey is good for so long, in ms: pages of one list should fit each other. */
const freshMs = 10_000;

export type ItemPages = { page(wish: Wish): Promise<Page> };

/** Opens pages of items side by side. What is compared is remembered for a moment, since pages are turned. */
export function openItemPages(db: () => Database, now: () => number): ItemPages {
  const surveys = new Map<string, { at: number; found: Promise<Surveyed[]> }>();

  async function survey(scope: Scope): Promise<Surveyed[]> {
    const items = openItems(db());
    const found: Surveyed[] = [];
    let turnBegan = performance.now();
    for (const { row, assignment } of items.answered(scope, 0)) {
      const answers = items.answersOf(assignment).map(({ answer }) => answer);
      found.push({ assignment, row, disagreement: disagreementOf(answers) });
      if (found.length >= mostCompared) break;
      if (performance.now() - turnBegan < turnMs) continue;
      await breathe();
      turnBegan = performance.now();
    }
    return found;
  }

  function surveyed(scope: Scope): Promise<Surveyed[]> {
    const key = `${scope.run ?? ''} ${scope.task ?? ''}`;
    const known = surveys.get(key);
    if (known && now() - known.at < freshMs) return known.found;
    const found = survey(scope);
    surveys.clear();
    surveys.set(key, { at: now(), found });
    found.catch(() => surveys.delete(key));
    return found;
  }

  return {
    async page(wish) {
      const items = openItems(db());
      const shown = ({ assignment }: { assignment: string }): Item[] => {
        const item = items.item(assignment);
        return item ? [{ ...item, questions: questionsOf(item.answers.map(({ answer }) => answer)) }] : [];
      };
      if (wish.assignment) {
        const found = shown({ assignment: wish.assignment });
        return { items: found, total: found.length };
      }
      const fits = ({ assignment }: Surveyed) =>
        wish.adjudicated === undefined || items.isAdjudicated(assignment) === wish.adjudicated;
      const all = (await surveyed(wish)).filter(fits);
      if (wish.order === 'disagreement')
        all.sort((one, other) => other.disagreement - one.disagreement || one.row - other.row);
      const behind = wish.cursor === undefined ? all : all.slice(placeBehind(all, wish.cursor));
      const page = behind.slice(0, wish.limit);
      const last = page.at(-1);
      const cursor = behind.length > page.length && last ? { cursor: `${last.disagreement}:${last.row}` } : {};
      return { items: page.flatMap(shown), total: all.length, ...cursor };
    },
  };
}

/** The place behind the item that a cursor names, or behind where it would stand now. */
function placeBehind(all: readonly Surveyed[], cursor: string): number {
  const [disagreement = 0, row = 0] = numbersIn(cursor, 2);
  const known = all.findIndex((item) => item.row === row);
  if (known >= 0) return known + 1;
  const next = all.findIndex(
    (item) => item.disagreement < disagreement || (item.disagreement === disagreement && item.row > row),
  );
  return next < 0 ? all.length : next;
}
