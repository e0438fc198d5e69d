import type { z } from 'zod';
import { type Aggregation, aggregations, type quality } from '../../../src/api/quality.ts';
import { type SectionName, type SectionReply, sections } from '../../../src/api/quality-sections.ts';
import { oneOf, type RawSearch, type ScopeSearch, scopeOf, text } from '../data/search.ts';

/** The server's reply about the quality of answers. */
export type Quality = z.output<typeof quality.reply>;

/** The reply with further figures, whichever they are. */
export type Section = SectionReply<SectionName>;

const sectionNames = Object.keys(sections) as SectionName[];

/** What the address of the screen says. */
export type QualitySearch = ScopeSearch & {
  question?: string;
  level?: 'nominal' | 'ordinal' | 'interval';
  method?: Aggregation;
  /** Further figures, of which question, split by which key of the data, beside which run. */
  show?: SectionName;
  of?: string;
  by?: string;
  beside?: string;
};

/** Reads the address of the screen. */
export const readQualityAddress = (raw: RawSearch): QualitySearch => ({
  ...scopeOf(raw),
  question: text(raw.question),
  level: oneOf(raw.level, ['nominal', 'ordinal', 'interval'] as const),
  method: oneOf(raw.method, aggregations),
  show: oneOf(raw.show, sectionNames),
  of: text(raw.of),
  by: text(raw.by),
  beside: text(raw.beside),
});

/** What of the address the server is asked for the figures of the screen. */
export const qualityQuery = ({ run, task, question, level, method }: QualitySearch) => ({
  ...{ run, task, question, level, method },
});
