import { opinions } from '../../../src/api/quality.ts';
import { pagesOf } from '../data/queries.ts';
import { oneOf, type RawSearch, type ScopeSearch, scopeOf } from '../data/search.ts';

type OpinionsSearch = ScopeSearch & { kind?: 'opinion' | 'tip' | 'feedback' };

/** Reads the address of the screen. */
export const readOpinionsAddress = (raw: RawSearch): OpinionsSearch => ({
  ...scopeOf(raw),
  kind: oneOf(raw.kind, ['opinion', 'tip', 'feedback'] as const),
});

/** The query for the opinions of an address, page by page. */
export const opinionsQuery = ({ task, run, kind }: OpinionsSearch) =>
  pagesOf(opinions, { query: { task, run, kind, limit: 50 } });
