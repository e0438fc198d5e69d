/** A long text, kept as its length in characters. */
type LongText = { characters: number };
/** An uploaded file, by its name. */
type UploadedFile = { file: string };

/** The value of a field: a short value, the chosen options, a long text, or a file. */
export type Value = string | number | boolean | readonly string[] | LongText | UploadedFile;

type Fields = Record<string, unknown>;

/** A longer text is no label of a closed question. */
const maxLabelChars = 60;
/** No form has more fields or options; an answer with more must not fill the memory. */
const maxFields = 200;
const maxOptions = 100;
const maxKeyChars = 200;

/** The key of the one question of answers without fields. */
const bareKey = 'answer';

/** Keys that Manyhands adds to the fields of a form with files. */
const added = new Set(['files', 'filesByFields']);
/** Keys that may accompany `outputs` where it wraps the answer. */
const wrapping = new Set([...added, 'inputs', 'outputs', 'start_time', 'end_time', 'metadata']);

const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const has = (map: Fields, key: string) => Object.hasOwn(map, key);

/** The answer without Mephisto's wrappers `final_submission` and `outputs`. */
export function unwrapped(answer: unknown): unknown {
  let found = answer;
  for (let depth = 0; depth < 4 && isMap(found); depth++) {
    if (has(found, 'final_submission')) found = found.final_submission;
    else if (has(found, 'outputs') && Object.keys(found).every((key) => wrapping.has(key))) found = found.outputs;
    else return found;
  }
  return found;
}

/** The fields of an answer by name: the top level, and the second level as `a.b`; a bare value is "answer". Texts under the keys `whole` are kept at any length. */
export function fieldsOf(answer: unknown, whole: ReadonlySet<string> = new Set()): Map<string, Value> {
  const unwrappedAnswer = unwrapped(answer);
  const found = new Map<string, Value>();
  const note = (key: string, given: unknown) => {
    const value = whole.has(key) && typeof given === 'string' ? trimmed(given) : toValue(given);
    if (value !== undefined && key.length <= maxKeyChars && found.size < maxFields) found.set(key, value);
    return value !== undefined;
  };
  if (!isMap(unwrappedAnswer)) {
    note(bareKey, unwrappedAnswer);
    return found;
  }
  for (const [key, value] of Object.entries(unwrappedAnswer)) {
    if (added.has(key) || note(key, value) || !isMap(value)) continue;
    for (const [inner, deep] of Object.entries(value)) note(`${key}.${inner}`, deep);
    if (found.size >= maxFields) break;
  }
  return found;
}

/** A field's value; undefined if it is empty or cannot be compared. */
export function toValue(value: unknown): Value | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value === 'string') return textOf(value);
  if (Array.isArray(value)) return listOf(value);
  return isMap(value) ? (fileOf(value) ?? checkedOf(value)) : undefined;
}

/** A text without blanks around it, and each letter in its one spelling (NFC), so that equal texts are equal; undefined if it is empty. */
export const trimmed = (text: string): string | undefined => text.trim().normalize('NFC') || undefined;

function textOf(text: string): Value | undefined {
  const found = trimmed(text);
  return found !== undefined && found.length > maxLabelChars ? { characters: found.length } : found;
}

function listOf(list: readonly unknown[]): Value | undefined {
  if (list.length > maxOptions) return undefined;
  const [first] = list;
  if (isMap(first)) return fileOf(first);
  const options = list.map(toValue);
  const isShort = (option: Value | undefined) => option !== undefined && typeof option !== 'object';
  return options.every(isShort) ? sortedOptions(options.map(String)) : undefined;
}

/** Check boxes of a form: each option with whether it was checked. */
function checkedOf(map: Fields): Value | undefined {
  const boxes = Object.entries(map);
  if (boxes.length === 0 || boxes.length > maxOptions) return undefined;
  if (!boxes.every(([option, checked]) => typeof checked === 'boolean' && option.length <= maxLabelChars))
    return undefined;
  return sortedOptions(boxes.flatMap(([option, checked]) => (checked ? option.normalize('NFC') : [])));
}

/** Options without duplicates and sorted, so that equal choices are equal answers. */
const sortedOptions = (options: readonly string[]): readonly string[] => [...new Set(options)].sort();

function fileOf({ name, filename, size, type }: Fields): UploadedFile | undefined {
  const fileName = typeof filename === 'string' ? filename : name;
  if (typeof fileName !== 'string' || (typeof filename !== 'string' && typeof size !== 'number')) return undefined;
  return typeof type === 'string' || typeof filename === 'string' ? { file: fileName } : undefined;
}

/** The label of an answer with nothing checked. */
export const noOption = '(none)';

/** The label under which a value is counted; undefined for long texts and files. */
export function labelOf(value: Value): string | undefined {
  if (typeof value !== 'object') return String(value);
  if (!isOptions(value)) return undefined;
  return value.length === 0 ? noOption : value.join(', ');
}

/** Whether a value is a choice of several options. */
export const isOptions = (value: Value): value is readonly string[] => Array.isArray(value);
