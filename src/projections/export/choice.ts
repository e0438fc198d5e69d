import type { AnswerFilter, ExportChoice } from '../../api/exports.ts';
import { refuse } from '../store/refusals.ts';
import type { FormatName } from './formats.ts';

/** What an export may ask for beside its runs; what is missing is as by default. */
export type Asked = {
  format: FormatName;
  identities: boolean;
  ordinary?: boolean;
  answers?: AnswerFilter;
  bom?: boolean;
  columns?: readonly string[];
};

/** What to write, in one form for each choice; `files` lists uploaded files. */
export type Choice = Omit<ExportChoice, 'format'> & { format: FormatName };

const withMark: readonly FormatName[] = ['csv', 'csv-simple', 'csv-long'];
const withColumns: readonly FormatName[] = ['jsonl', 'csv', 'csv-long', 'parquet'];

/** Whether a format begins with a byte order mark where nothing is said about it. */
const marksByDefault = (format: FormatName) => format === 'csv-simple';

/** The choice that was asked for; refuses what its format does not have. */
export function choiceOf({ format, identities, ordinary, answers = 'all', bom, columns }: Asked): Choice {
  if (bom && !withMark.includes(format))
    throw refuse('export/no-such-choice', { format, what: 'byte order mark', formats: withMark });
  if (columns && !withColumns.includes(format))
    throw refuse('export/no-such-choice', { format, what: 'choice of columns', formats: withColumns });
  return {
    format,
    identities,
    ...(ordinary ? { ordinary } : {}),
    ...(answers === 'all' ? {} : { answers }),
    ...((bom ?? false) === marksByDefault(format) || bom === undefined ? {} : { bom }),
    ...(columns ? { columns: [...columns] } : {}),
  };
}

/** Whether the file of a choice begins with a byte order mark. */
export const hasMark = ({ format, bom = marksByDefault(format) }: Choice): boolean => bom;
