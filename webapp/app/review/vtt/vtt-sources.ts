import type { UnitDetail } from '../../../../src/api/units.ts';
import type { AnswerFile } from '../files/answer-file.ts';

/** A WebVTT text of a unit, or a file named as one, with the name of its field. */
type VttSource = { name: string; text: string } | { name: string; file: AnswerFile };

/** Limits on the values searched and the texts shown. */
const maxValues = 20_000;
const maxTexts = 20;

const beginsAsVtt = (text: string) => /^\ufeff?WEBVTT(?:[ \t\r\n]|$)/.test(text);
const isVttFile = ({ type, name }: AnswerFile) => /^text\/vtt\b/i.test(type) || /\.vtt$/i.test(name);

/** The WebVTT texts in an answer and its metadata, and the files named as WebVTT. */
export function vttSourcesOf({
  answer,
  metadata,
  files,
}: Pick<UnitDetail, 'answer' | 'metadata' | 'files'>): VttSource[] {
  const texts = textsIn([
    ['Answer', answer],
    ...metadata.map(({ content }): [string, unknown] => ['Metadata', content]),
  ]);
  const all = [...files, ...metadata.flatMap(({ files: more }) => more ?? [])];
  return [...texts, ...all.filter(isVttFile).map((file) => ({ name: file.name, file }))].slice(0, maxTexts);
}

function textsIn(values: readonly [string, unknown][]): { name: string; text: string }[] {
  const found: { name: string; text: string }[] = [];
  const left = values.toReversed();
  for (let looked = 0; looked < maxValues && left.length > 0; looked++) {
    const [name, value] = left.pop() as [string, unknown];
    if (typeof value === 'string' && beginsAsVtt(value)) found.push({ name, text: value });
    if (typeof value !== 'object' || value === null) continue;
    const inner = Object.entries(value).slice(0, maxValues);
    left.push(...inner.map(([key, one]): [string, unknown] => [`${name} · ${key}`.slice(0, 200), one]).toReversed());
  }
  return found;
}
