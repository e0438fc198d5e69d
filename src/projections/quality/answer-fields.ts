/** A long text, of which only its length counts, in characters. */
export type LongText = { characters: number };
/** A file that was handed in with the answer. */
export type FileGiven = { file: string };

/** What one field of an answer comes to: a short value, the options that were chosen, a long text, or a file. */
export type Value = string | number | boolean | readonly string[] | LongText | FileGiven;

type Fields = Record<string, unknown>;

/** A text longer than this is no choice among few. */
const longestLabel = 60;
/** No form has more fields or options than these; whoever sends more does not get to fill the memory. */
const mostFields = 200;
const mostOptions = 100;
const longestKey = 200;

/** The name of the one question that answers without fields have. */
export const bareKey = 'answer';

/** What the house puts beside the fields of a form with files. */
const beside = new Set(['files', 'filesByFields']);
/** What may stand beside `outputs` where that wraps the answer. */
const wrapping = new Set([...beside, 'inputs', 'outputs', 'start_time', 'end_time', 'metadata']);

const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const has = (map: Fields, key: string) => Object.hasOwn(map, key);

/** The answer itself, without what Mephisto wraps around it: `final_submission` and `outputs`. */
export function unwrapped(answer: unknown): unknown {
  let found = answer;
  for (let depth = 0; depth < 4 && isMap(found); depth++) {
    if (has(found, 'final_submission')) found = found.final_submission;
    else if (has(found, 'outputs') && Object.keys(found).every((key) => wrapping.has(key))) found = found.outputs;
    else return found;
  }
  return found;
}

/** The fields of an answer by name: its top, and what lies one level deeper with a dot between; a bare value is "answer". */
export function fieldsOf(answer: unknown): Map<string, Value> {
  const given = unwrapped(answer);
  const found = new Map<string, Value>();
  const note = (key: string, value: Value | undefined) => {
    if (value !== undefined && key.length <= longestKey && found.size < mostFields) found.set(key, value);
    return value !== undefined;
  };
  if (!isMap(given)) {
    note(bareKey, toValue(given));
    return found;
  }
  for (const [key, value] of Object.entries(given)) {
    if (beside.has(key) || note(key, toValue(value)) || !isMap(value)) continue;
    for (const [inner, deep] of Object.entries(value)) note(`${key}.${inner}`, toValue(deep));
    if (found.size >= mostFields) break;
  }
  return found;
}

/** A field's value; undefined for one that was left empty, or that holds what nobody could compare. */
export function toValue(value: unknown): Value | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value === 'string') return textOf(value);
  if (Array.isArray(value)) return listOf(value);
  return isMap(value) ? (fileOf(value) ?? checkedOf(value)) : undefined;
}

function textOf(text: string): Value | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  return trimmed.length <= longestLabel ? trimmed : { characters: trimmed.length };
}

function listOf(list: readonly unknown[]): Value | undefined {
  if (list.length > mostOptions) return undefined;
  const [first] = list;
  if (isMap(first)) return fileOf(first);
  const options = list.map(toValue);
  const isShort = (option: Value | undefined) => option !== undefined && typeof option !== 'object';
  return options.every(isShort) ? chosen(options.map(String)) : undefined;
}

/** A form's check boxes: each option with whether it was checked. */
function checkedOf(map: Fields): Value | undefined {
  const boxes = Object.entries(map);
  if (boxes.length === 0 || boxes.length > mostOptions) return undefined;
  if (!boxes.every(([option, checked]) => typeof checked === 'boolean' && option.length <= longestLabel))
    return undefined;
  return chosen(boxes.flatMap(([option, checked]) => (checked ? option : [])));
}

/** Several options as a set, in one order, so that the same choice is the same answer. */
const chosen = (options: readonly string[]): readonly string[] => [...new Set(options)].sort();

function fileOf({ name, filename, size, type }: Fields): FileGiven | undefined {
  const called = typeof filename === 'string' ? filename : name;
  if (typeof called !== 'string' || (typeof filename !== 'string' && typeof size !== 'number')) return undefined;
  return typeof type === 'string' || typeof filename === 'string' ? { file: called } : undefined;
}

/** What the answer of somebody who checked nothing is called. */
export const noOption = '(none)';

/** A value as the label under which it is counted; undefined for long texts and files. */
export function labelOf(value: Value): string | undefined {
  if (typeof value !== 'object') return String(value);
  if (!isOptions(value)) return undefined;
  return value.length === 0 ? noOption : value.join(', ');
}

/** Whether a value is a choice of several options. */
export const isOptions = (value: Value): value is readonly string[] => Array.isArray(value);
