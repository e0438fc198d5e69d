import { tooDeepReason, tooLargeReason } from '../../actors/foreign-json.ts';
import { shapeOf } from '../../actors/json-depth.ts';
import { hasTooLargeNumber } from '../../actors/json-numbers.ts';
import type { Item } from '../../runtime/ports/tasks.ts';
import { readText, toLines } from './data-text.ts';
import { type DataFile, fitting, toItem } from './item.ts';
import { refuse } from './refusals.ts';
import { repeatedKey } from './repeated-key.ts';

/** Of both values, one would be lost without a word. */
const twice = ({ key }: { key: string }) => `the key ${JSON.stringify(key)} stands twice in one object`;

const plain = (error: unknown) => (error as Error).message.replace(/\s+/g, ' ');

/** The elements of a JSON file that holds one list. */
export async function* jsonRows(data: DataFile): AsyncGenerator<Item> {
  const { path, file } = data;
  let text = '';
  for await (const piece of readText(path, file)) text += piece;
  const all = parseList(text, file);
  const isStorable = !hasTooLargeNumber(text);
  for (const [index, value] of all.entries()) {
    const place = { file, place: `item ${index + 1}` };
    if (!isStorable && hasInfinity(value)) throw refuse('data/bad-row', { ...place, reason: tooLargeReason });
    yield fitting(toItem(value, place), place, data);
  }
}

const hasInfinity = (value: unknown): boolean =>
  typeof value === 'object' && value !== null
    ? Object.values(value).some(hasInfinity)
    : value === Infinity || value === -Infinity;

function parseList(text: string, file: string): unknown[] {
  const lineAt = (end: number) => `line ${text.slice(0, end).split('\n').length}`;
  const shape = shapeOf(text);
  if (shape.deepAt !== undefined)
    throw refuse('data/bad-row', { file, place: lineAt(shape.deepAt), reason: tooDeepReason });
  let all: unknown;
  try {
    all = JSON.parse(text);
  } catch (error) {
    const position = /position (\d+)/.exec(plain(error))?.[1];
    const place = lineAt(position === undefined ? text.length : Number(position));
    throw refuse('data/bad-row', { file, place, reason: `this is not JSON: ${plain(error)}` });
  }
  const repeated = repeatedKey(text, shape, all);
  if (repeated) throw refuse('data/bad-row', { file, place: lineAt(repeated.at), reason: twice(repeated) });
  if (!Array.isArray(all)) throw refuse('data/bad-file', { file, reason: 'it must contain a list of items: [ … ]' });
  return all;
}

/** The lines of a JSONL file, each an item; empty lines are skipped. */
export async function* jsonlRows(data: DataFile): AsyncGenerator<Item> {
  const { path, file } = data;
  let number = 0;
  for await (const line of toLines(readText(path, file))) {
    number += 1;
    if (line.trim() === '') continue;
    const place = { file, place: `line ${number}` };
    yield fitting(toItem(parseLine(line, place), place), place, data);
  }
}

function parseLine(line: string, place: { file: string; place: string }): unknown {
  const shape = shapeOf(line);
  if (shape.deepAt !== undefined) throw refuse('data/bad-row', { ...place, reason: tooDeepReason });
  if (hasTooLargeNumber(line)) throw refuse('data/bad-row', { ...place, reason: tooLargeReason });
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw refuse('data/bad-row', { ...place, reason: `this is not JSON: ${plain(error)}` });
  }
  const repeated = repeatedKey(line, shape, value);
  if (repeated) throw refuse('data/bad-row', { ...place, reason: twice(repeated) });
  return value;
}
