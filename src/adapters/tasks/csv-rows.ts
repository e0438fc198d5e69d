import { pipeline } from 'node:stream/promises';
import { CsvError, type InfoRecord, type Options, parse } from 'csv-parse';
import { counted } from '../../actors/counted.ts';
import type { Item } from '../../runtime/ports/tasks.ts';
import { readText } from './data-text.ts';
import { type DataFile, fitting } from './item.ts';
import { alikeReason, lookingAlike } from './item-keys.ts';
import { refuse } from './refusals.ts';

const maxRowBytes = 16 * 1024 ** 2;

/** The names of the columns, without the blanks and the characters without a width around them: nobody sees those, and two names would look alike. */
function checkHeader(written: string[], delimiter: string, file: string): string[] {
  const header = written.map((name) => name.replace(/^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu, ''));
  const bad = (reason: string) => refuse('data/bad-row', { file, place: 'line 1', reason });
  if (delimiter === '\t' && header.some((name) => /^".*"$/.test(name)))
    throw bad('names of columns are in quotation marks, which .tsv files do not have; save the file as .csv');
  if (/^sep=/i.test(header[0] ?? '')) throw bad('"sep=" is for spreadsheets alone; remove this line');
  const nameless = header.indexOf('');
  if (nameless >= 0) throw bad(`column ${nameless + 1} has no name`);
  if (header.includes('__proto__')) throw bad('no column can be called "__proto__"');
  const double = header.find((name, index) => header.indexOf(name) !== index);
  if (double !== undefined) throw bad(`two columns are called "${double}"`);
  const alike = lookingAlike(header);
  if (alike) throw bad(alikeReason(alike, 'columns'));
  const [only] = header;
  const other = [';', ',', '\t'].find((sign) => sign !== delimiter && header.length === 1 && only?.includes(sign));
  if (other) {
    const names = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' };
    throw bad(
      `the columns are separated by ${names[other as keyof typeof names]}, and must be separated by ${names[delimiter as ',']}`,
    );
  }
  return header;
}

type Fault = CsvError & { record?: string[]; columns?: { name: string }[] };

/** Why a row is refused; `text` begins with the row. */
function reasonOf({ code, message, record, columns }: Fault, text: string, delimiter: Delimiter): string {
  switch (code) {
    case 'CSV_RECORD_INCONSISTENT_COLUMNS':
      return `the row has ${counted(record?.length ?? 0, 'value')}, and the header has ${counted(columns?.length ?? 0, 'column')}`;
    case 'CSV_QUOTE_NOT_CLOSED':
      return neverCloses;
    case 'CSV_MAX_RECORD_SIZE':
      return delimiter === ',' && /(^|,)"/.test(text) ? neverCloses : 'the row has more than 16 MiB';
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
      return quotingFault(text);
    default:
      return message;
  }
}

const neverCloses = 'a quotation mark opens in this row and never closes';

/** What is wrong with the quotation marks of the row with which a text begins. */
function quotingFault(text: string): string {
  const line = (text.split(lineEnd, 1)[0] ?? '').replace(/(^|,)"(?:[^"]|"")*"(?=,|$)/g, '$1');
  if (line.includes('\\"'))
    return 'quotation marks inside a value are written twice, like "5"" wide", not after a backslash';
  if (/(^|,)\s+"|"\s+(,|$)/.test(line))
    return 'a blank is beside a quotation mark; the marks must be the first and the last of a value';
  // A mark that seems to close it on a later line, but begins a value there.
  if (
    /^(?:[^"]|"")*(?:^|,)"[^"\n\r]*$/.test(line) &&
    /^[^"]*[\r\n]+(?:[^"]*,)?"/.test(text.slice(text.indexOf('"') + 1))
  )
    return 'a quotation mark opens in this row, and no other closes it before the end of the line';
  return 'a quotation mark is inside a value; put the value in quotes and double the mark, like "5"" wide"';
}

const lineEnd = /\r\n|\n|\r/;

/** How much of a row is looked at for the reason, in characters. */
const shownRowChars = 64 * 1024;

/** Reads once more, up to the fault: the line at which its row begins, and the text from there on. */
async function rowOf(data: DataFile, delimiter: Delimiter): Promise<{ line: number; text: string }> {
  let left = await bytesBefore(data, delimiter);
  let line = 1;
  let text = '';
  let isAfterReturn = false;
  for await (const piece of readText(data.path, data.file)) {
    const bytes = Buffer.from(piece);
    const before = bytes.subarray(0, left).toString();
    left = Math.max(0, left - bytes.length);
    // The two signs of a line end may be in two pieces.
    const passed = isAfterReturn && before.startsWith('\n') ? before.slice(1) : before;
    line += passed.split(lineEnd).length - 1;
    if (before !== '') isAfterReturn = before.endsWith('\r');
    if (left === 0) text += bytes.subarray(Buffer.byteLength(before)).toString();
    if (text.length > shownRowChars) break;
  }
  const row = text.replace(/^[\r\n]+/, '');
  return { line: line + text.slice(0, text.length - row.length).split(lineEnd).length - 1, text: row };
}

/** How many bytes of text the rows before the fault have, with the header. */
async function bytesBefore({ path, file }: DataFile, delimiter: Delimiter): Promise<number> {
  let bytes = 0;
  const parser = parserOf(file, delimiter, {
    // The header as any other row.
    columns: false,
    on_record: (_record: string[], info: InfoRecord) => {
      bytes = info.bytes;
      return null;
    },
  });
  await pipeline(readText(path, file), parser.resume()).catch(() => undefined);
  return bytes;
}

type Delimiter = ',' | '\t';

const parserOf = (file: string, delimiter: Delimiter, options: Options = {}) =>
  parse({
    columns: (header: string[]) => checkHeader(header, delimiter, file),
    delimiter,
    // By its registration, text/tab-separated-values has no quoting.
    quote: delimiter === '\t' ? null : '"',
    max_record_size: maxRowBytes,
    // All three, since files edited by several programs mix line ends.
    record_delimiter: ['\r\n', '\n', '\r'],
    skip_empty_lines: true,
    ...options,
  });

/** The rows of a CSV or TSV file, read on demand; the first line has the keys. */
export async function* csvRows(data: DataFile, delimiter: Delimiter): AsyncGenerator<Item> {
  const { path, file } = data;
  let number = 0;
  const parser = parserOf(file, delimiter);
  // The pipeline passes its errors to the parser, which is read below.
  pipeline(readText(path, file), parser).catch(() => undefined);
  try {
    for await (const shared of parser) yield fitting({ shared }, { file, place: `row ${++number}` }, data);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { line, text } = await rowOf(data, delimiter);
    throw refuse('data/bad-row', { file, place: `line ${line}`, reason: reasonOf(error as Fault, text, delimiter) });
  }
}
