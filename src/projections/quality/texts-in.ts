import { inWords } from './questions.ts';

/** Something that was written, and what it answers. */
export type Text = { question: string | null; text: string };

/** So many texts of one message are told. */
export const mostTexts = 100;

type Fields = Record<string, unknown>;
type Part = readonly [question: string | null, value: unknown];

/**
 * The first texts in a message, in their order: questions with their answers, the text of a tip under its header, and whatever
 * else is written there. No deeper nor longer message takes more than a look at each of its parts.
 */
export function textsIn(message: unknown): Text[] {
  const texts: Text[] = [];
  const open: Iterator<Part>[] = [[[null, message] as const].values()];
  while (open.length > 0 && texts.length < mostTexts) {
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
  const said = text ?? answer;
  const asked = question ?? header;
  if (typeof said === 'string') return yield [typeof asked === 'string' && asked !== '' ? asked : null, said];
  for (const [key, inner] of Object.entries(value)) if (key !== 'type' && key !== 'id') yield [inWords(key), inner];
}
