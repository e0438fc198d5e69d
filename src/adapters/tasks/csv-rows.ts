import { pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { Item } from '../../runtime/ports/tasks.ts';
import { readText } from './data-text.ts';
import { type DataFile, fitting } from './item.ts';
import { refuse } from './refusals.ts';

const maxRowBytes = 16 * 1024 ** 2;

/** The names of the columns, without the blanks around them: nobody sees those, and two names would look alike. */
function checkHeader(written: string[], delimiter: string, file: string): string[] {
  const header = written.map((name) => name.trim());
  const bad = (reason: string) => refuse('data/bad-row', { file, place: 'line 1', reason });
  const nameless = header.indexOf('');
  if (nameless >= 0) throw bad(`column ${nameless + 1} has no name`);
  const double = header.find((name, index) => header.indexOf(name) !== index);
  if (double !== undefined) throw bad(`two columns are called "${double}"`);
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

function reasonOf(error: CsvError): string {
  const fields = error as unknown as { record?: string[]; columns?: { name: string }[]; records: number };
  switch (error.code) {
    case 'CSV_RECORD_INCONSISTENT_COLUMNS':
      return `the row has ${fields.record?.length} values, and the header has ${fields.columns?.length} columns`;
    case 'CSV_QUOTE_NOT_CLOSED':
    case 'CSV_MAX_RECORD_SIZE':
      return `a quotation mark opens after row ${fields.records} and never closes`;
    case 'INVALID_OPENING_QUOTE':
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'a quotation mark is inside a value; put the value in quotes and double the mark, like "5"" wide"';
    default:
      return error.message;
  }
}

/** The rows of a CSV or TSV file, read on demand; the first line has the keys. */
export async function* csvRows({ path, file, maxItemBytes }: DataFile, delimiter: ',' | '\t'): AsyncGenerator<Item> {
  let number = 0;
  const parser = parse({
    columns: (header: string[]) => checkHeader(header, delimiter, file),
    delimiter,
    max_record_size: maxRowBytes,
    // All three, since files edited by several programs mix line ends.
    record_delimiter: ['\r\n', '\n', '\r'],
    skip_empty_lines: true,
  });
  // The pipeline passes its errors to the parser, which is read below.
  pipeline(readText(path, file), parser, () => {});
  try {
    for await (const shared of parser) yield fitting({ shared }, { file, place: `row ${++number}` }, maxItemBytes);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as unknown as { lines: number };
    throw refuse('data/bad-row', { file, place: `line ${lines}`, reason: reasonOf(error) });
  }
}
