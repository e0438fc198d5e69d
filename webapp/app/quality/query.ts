import type { z } from 'zod';
import { type Aggregation, aggregations, type quality } from '../../../src/api/quality.ts';
import { oneOf, type RawSearch, type ScopeSearch, scopeOf, text } from '../data/search.ts';

/** The server's reply about the quality of answers. */
export type Quality = z.output<typeof quality.reply>;

type QualitySearch = ScopeSearch & {
  question?: string;
  level?: 'nominal' | 'ordinal' | 'interval';
  method?: Aggregation;
};

/** Reads the address of the screen. */
export const readQualityAddress = (raw: RawSearch): QualitySearch => ({
  ...scopeOf(raw),
  question: text(raw.question),
  level: oneOf(raw.level, ['nominal', 'ordinal', 'interval'] as const),
  method: oneOf(raw.method, aggregations),
});
