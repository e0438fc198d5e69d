import type { Span } from './answers.ts';

/** A part of a text, marked or not. */
export type Part = { start: number; text: string; span?: Span };

/** Adds a span without the blanks around it. One that overlaps with others takes their place; an empty one changes nothing. */
export function withSpan(text: string, spans: readonly Span[], marked: Omit<Span, 'text'>): Span[] {
  const raw = text.slice(marked.start, marked.end);
  const start = marked.start + (raw.length - raw.trimStart().length);
  const end = marked.end - (raw.length - raw.trimEnd().length);
  if (end <= start) return [...spans];
  const span = { start, end, label: marked.label, text: text.slice(start, end) };
  return [...spans.filter((one) => one.end <= start || one.start >= end), span].sort((a, b) => a.start - b.start);
}

/** The text cut at the ends of its spans, which do not overlap and are in order. */
export function partsOf(text: string, spans: readonly Span[]): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const span of spans) {
    if (span.start > at) parts.push({ start: at, text: text.slice(at, span.start) });
    parts.push({ start: span.start, text: span.text, span });
    at = span.end;
  }
  if (at < text.length) parts.push({ start: at, text: text.slice(at) });
  return parts;
}

/** The words of a text with their places, for marking without a mouse. */
export const wordsOf = (text: string): { start: number; end: number }[] =>
  [...text.matchAll(/\S+/g)].map(({ index, 0: word }) => ({ start: index, end: index + word.length }));
