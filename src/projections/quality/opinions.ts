import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { z } from 'zod';
import type { opinions } from '../../api/quality.ts';
import { runsIn, type Scope } from '../runs/scope.ts';
import { cursorNumbers } from '../store/cursors.ts';
import type { Database } from '../store/database.ts';
import { withoutTraces } from '../units/metadata.ts';
import { openRemarks, type Remark } from './quality-rows.ts';
import { maxTexts, textsIn } from './texts-in.ts';

type Reply = z.input<typeof opinions.reply>;
type Opinion = Reply['opinions'][number];
type Text = Opinion['texts'][number];
type Fields = Record<string, unknown>;
type OpinionQuery = Scope & { kind?: Opinion['kind']; limit: number; cursor?: string };

const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A page of workers' feedback, the newest first. */
export async function opinionPage(db: Database, query: OpinionQuery): Promise<Pick<Reply, 'opinions' | 'cursor'>> {
  const found: Opinion[] = [];
  for await (const { opinion, cursor } of opinionsFrom(db, query)) {
    if (found.length === query.limit) return { opinions: found, cursor };
    found.push(opinion);
  }
  return { opinions: found };
}

/** All feedback, the newest first, each with the cursor of a page that begins with it. */
async function* opinionsFrom(db: Database, query: OpinionQuery): AsyncGenerator<{ opinion: Opinion; cursor: string }> {
  const runs = query.run || query.task ? runsIn(db, query) : undefined;
  const [first, skipped] = query.cursor === undefined ? [Number.MAX_SAFE_INTEGER, 0] : cursorNumbers(query.cursor, 2);
  const remarksFrom = openRemarks(db, { runs, kind: query.kind });
  for (let from = first ?? 0; from > 0; ) {
    const { remarks, next } = remarksFrom(from);
    for (const remark of remarks) {
      await yieldToOthers();
      const found = opinionsIn(remark).filter(({ kind }) => !query.kind || kind === query.kind);
      for (const [nth, opinion] of found.entries())
        if (remark.row !== first || nth >= (skipped ?? 0)) yield { opinion, cursor: `${remark.row}:${nth}` };
    }
    from = next;
    if (remarks.length === 0) await yieldToOthers();
  }
}

/** The feedback in one message: pages send tips, feedback and opinions alone or together; any other text is an opinion. */
export function opinionsIn({ content, files, unit, worker, at }: Omit<Remark, 'row'>): Opinion[] {
  const texts = new Map<Opinion['kind'], Text[]>();
  for (const [type, part] of partsOf(withoutTraces(content))) {
    const kind = kindOf(type);
    texts.set(kind, [...(texts.get(kind) ?? []), ...textsIn(part)]);
  }
  const attached = files.map(({ hash, name, type, size, field }) => ({ hash, name, type, size, field }));
  if (texts.size === 0 && attached.length > 0) texts.set('opinion', []);
  return [...texts].flatMap(([kind, written], nth): Opinion[] => {
    const own = nth === 0 ? attached : [];
    return written.length + own.length === 0
      ? []
      : [{ kind, unit, worker, at, texts: written.slice(0, maxTexts), files: own }];
  });
}

function kindOf(type: string): Opinion['kind'] {
  if (/^tips?$/i.test(type)) return 'tip';
  return /^feedback$/i.test(type) ? 'feedback' : 'opinion';
}

const isKnown = (key: string) => /^(tips?|feedback|(worker[-_]?)?opinions?)$/i.test(key);

/** The parts of a message, each with its type: the `type` inside it, or its key. */
function partsOf(content: unknown): [string, unknown][] {
  if (!isMap(content)) return [['', content]];
  // Consent is recorded like feedback, and is none.
  const { type, files: _, filesByFields: __, consent: ___, ...rest } = content;
  if (typeof type === 'string') return [[type, isMap(rest.worker_opinion) ? rest.worker_opinion : rest]];
  const named = Object.entries(rest).filter(([key]) => isKnown(key));
  return named.length > 0 ? named : [['', rest]];
}
