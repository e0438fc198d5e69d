import { setImmediate as breathe } from 'node:timers/promises';
import type { z } from 'zod';
import type { opinions } from '../../api/quality.ts';
import { runsIn, type Scope } from '../runs/scope.ts';
import type { Database } from '../store/database.ts';
import { withoutTraces } from '../units/traces.ts';
import { numbersIn } from '../units/unit-page.ts';
import { openRemarks, type Remark } from './quality-rows.ts';
import { mostTexts, textsIn } from './texts-in.ts';

type Reply = z.input<typeof opinions.reply>;
type Opinion = Reply['opinions'][number];
type Text = Opinion['texts'][number];
type Fields = Record<string, unknown>;
type Wish = Scope & { kind?: Opinion['kind']; limit: number; cursor?: string };

const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A page of what workers said beside their answers, the newest first. */
export async function opinionPage(db: Database, wish: Wish): Promise<Pick<Reply, 'opinions' | 'cursor'>> {
  const found: Opinion[] = [];
  for await (const { opinion, cursor } of opinionsFrom(db, wish)) {
    if (found.length === wish.limit) return { opinions: found, cursor };
    found.push(opinion);
  }
  return { opinions: found };
}

/** Everything that was said, the newest first, each with the cursor at which a page would begin with it. */
async function* opinionsFrom(db: Database, wish: Wish): AsyncGenerator<{ opinion: Opinion; cursor: string }> {
  const runs = wish.run || wish.task ? runsIn(db, wish) : undefined;
  const [first, told] = wish.cursor === undefined ? [Number.MAX_SAFE_INTEGER, 0] : numbersIn(wish.cursor, 2);
  const remarksFrom = openRemarks(db, { runs, kind: wish.kind });
  for (let from = first ?? 0; from > 0; ) {
    const { remarks, next } = remarksFrom(from);
    for (const remark of remarks) {
      await breathe();
      const said = opinionsIn(remark).filter(({ kind }) => !wish.kind || kind === wish.kind);
      for (const [nth, opinion] of said.entries())
        if (remark.row !== first || nth >= (told ?? 0)) yield { opinion, cursor: `${remark.row}:${nth}` };
    }
    from = next;
    if (remarks.length === 0) await breathe();
  }
}

/** What one message says: pages send tips, feedback and opinions alone or together; all else that has a text is an opinion. */
export function opinionsIn({ content, files, unit, worker, at }: Omit<Remark, 'row'>): Opinion[] {
  const texts = new Map<Opinion['kind'], Text[]>();
  for (const [type, part] of partsOf(withoutTraces(content))) {
    const kind = kindOf(type);
    texts.set(kind, [...(texts.get(kind) ?? []), ...textsIn(part)]);
  }
  const told = files.map(({ hash, name, type, size }) => ({ hash, name, type, size }));
  if (texts.size === 0 && told.length > 0) texts.set('opinion', []);
  return [...texts].flatMap(([kind, said], nth): Opinion[] => {
    const own = nth === 0 ? told : [];
    return said.length + own.length === 0
      ? []
      : [{ kind, unit, worker, at, texts: said.slice(0, mostTexts), files: own }];
  });
}

function kindOf(type: string): Opinion['kind'] {
  if (/^tips?$/i.test(type)) return 'tip';
  return /^feedback$/i.test(type) ? 'feedback' : 'opinion';
}

const isKnown = (key: string) => /^(tips?|feedback|(worker[-_]?)?opinions?)$/i.test(key);

/** The parts of a message, each with its type: named inside, or the key under which it stands. */
function partsOf(content: unknown): [string, unknown][] {
  if (!isMap(content)) return [['', content]];
  const { type, files: _, filesByFields: __, ...rest } = content;
  if (typeof type === 'string') return [[type, isMap(rest.worker_opinion) ? rest.worker_opinion : rest]];
  const named = Object.entries(rest).filter(([key]) => isKnown(key));
  return named.length > 0 ? named : [['', rest]];
}
