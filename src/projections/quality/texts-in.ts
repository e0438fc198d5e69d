import { inWords } from './questions.ts';

/** A text, and the question it answers. */
export type Text = { question: string | null; text: string };

/** At most this many texts of one message are returned. */
export const maxTexts = 100;

type Fields = Record<string, unknown>;
type Part = readonly [question: string | null, value: unknown];

/**
 * The first texts in a message, in order: questions with their answers, the text of a tip with its header, and any other text.
 * The time is linear in the size of the message, at any depth.
 */
export function textsIn(message: unknown): Text[] {
  const texts: Text[] = [];
  const open: Iterator<Part>[] = [[[null, message] as const].values()];
  while (open.length > 0 && texts.length < maxTexts) {
    const next = open.at(-1)!.next();
    if (next.done) {
      open.pop();
      continue;
    }
    const [question, value] = next.value;
    if (typeof value === 'object' && value !== null) open.push(partsOf(value));
    else if (typeof value === 'number' || (typeof value === 'string' && value.trim() !== ''))
      texts.push({ question, text: String(value) });
  }
  return texts;
}

function* partsOf(value: object): Generator<Part> {
  if (Array.isArray(value)) {
    for (const inner of value) yield [null, inner];
    return;
  }
  const { text, answer, question, header } = value as Fields;
  const reply = text ?? answer;
  const heading = question ?? header;
  if (typeof reply === 'string') return yield [typeof heading === 'string' && heading !== '' ? heading : null, reply];
  for (const [key, inner] of Object.entries(value)) if (key !== 'type' && key !== 'id') yield [inWords(key), inner];
}
