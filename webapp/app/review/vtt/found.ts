import type { UnitDetail } from '../../../../src/api/units.ts';
import type { AnswerFile } from '../files/showing.ts';

/** A WebVTT text of a unit, or a file that is called one, and what it is called where it stands. */
export type Found = { name: string; text: string } | { name: string; file: AnswerFile };

/** More values than these are not looked through, and more texts not shown. */
const mostLooked = 20_000;
const mostFound = 20;

const beginsAsVtt = (text: string) => /^\ufeff?WEBVTT(?:[ \t\r\n]|$)/.test(text);
const isVttFile = ({ type, name }: AnswerFile) => /^text\/vtt\b/i.test(type) || /\.vtt$/i.test(name);

/** Everything in an answer, in what was said beside it and among the files that is WebVTT or called so. */
export function vttOf({ answer, metadata, files }: Pick<UnitDetail, 'answer' | 'metadata' | 'files'>): Found[] {
  const texts = textsIn([['Answer', answer], ...metadata.map(({ content }): [string, unknown] => ['Beside', content])]);
  const all = [...files, ...metadata.flatMap(({ files: more }) => more ?? [])];
  return [...texts, ...all.filter(isVttFile).map((file) => ({ name: file.name, file }))].slice(0, mostFound);
}

function textsIn(values: readonly [string, unknown][]): { name: string; text: string }[] {
  const found: { name: string; text: string }[] = [];
  const left = values.toReversed();
  for (let looked = 0; looked < mostLooked && left.length > 0; looked++) {
    const [name, value] = left.pop() as [string, unknown];
    if (typeof value === 'string' && beginsAsVtt(value)) found.push({ name, text: value });
    if (typeof value !== 'object' || value === null) continue;
    const inner = Object.entries(value).slice(0, mostLooked);
    left.push(...inner.map(([key, one]): [string, unknown] => [`${name} · ${key}`.slice(0, 200), one]).toReversed());
  }
  return found;
}
