import { changedIn, tooDeepReason } from '../../actors/foreign-json.ts';
import { shapeOf } from '../../actors/json-depth.ts';
import { faultWords } from '../../actors/json-faults.ts';
import type { Item } from '../../runtime/ports/tasks.ts';
import { readText, toLines } from './data-text.ts';
import { type DataFile, fitting, toItem } from './item.ts';
import { refuse } from './refusals.ts';

const plain = (error: unknown) => (error as Error).message.replace(/\s+/g, ' ');

/** The elements of a JSON file that holds one list. */
export async function* jsonRows(data: DataFile): AsyncGenerator<Item> {
  const { path, file } = data;
  let text = '';
  for await (const piece of readText(path, file)) text += piece;
  const all = parseList(text, file);
  for (const [index, value] of all.entries()) {
    const place = { file, place: `item ${index + 1}` };
    yield fitting(toItem(value, place), place, data);
  }
}

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
  const fault = changedIn(text, all, shape);
  if (fault) {
    // The line says which item it is.
    const reason = faultWords({ path: fault.path.slice(1), reason: fault.reason });
    throw refuse('data/bad-row', { file, place: lineAt(fault.at), reason });
  }
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
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw refuse('data/bad-row', { ...place, reason: `this is not JSON: ${plain(error)}` });
  }
  const fault = changedIn(line, value, shape);
  if (fault) throw refuse('data/bad-row', { ...place, reason: faultWords(fault) });
  return value;
}
