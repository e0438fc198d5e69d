import type { AnswerFilter, ExportChoice } from '../../api/exports.ts';
import type { Aggregation } from '../../api/quality.ts';
import { refuse } from '../store/refusals.ts';
import { type FormatName, isReport } from './formats.ts';

/** What an export may ask for beside its runs; what is missing is as by default. */
export type Asked = {
  format: FormatName;
  identities: boolean;
  ordinary?: boolean;
  answers?: AnswerFilter;
  bom?: boolean;
  by?: 'answer' | 'item';
  method?: Aggregation;
  columns?: readonly string[];
};

/** What to write, in one form for each choice; `files` lists uploaded files. */
export type Choice = Omit<ExportChoice, 'format'> & { format: FormatName };

/** Whether a format begins with a byte order mark where nothing is said about it. */
const marksByDefault = (format: FormatName) => format === 'csv-simple';

const usualMethod: Aggregation = 'dawid-skene';

/** The choice that was asked for; refuses what its format does not have. */
export function choiceOf(asked: Asked): Choice {
  assertFits(asked);
  const { format, identities, ordinary, answers = 'all', bom, by, method = usualMethod, columns } = asked;
  return {
    format,
    identities,
    ...(ordinary ? { ordinary } : {}),
    ...(answers === 'all' ? {} : { answers }),
    ...(bom === undefined || bom === marksByDefault(format) ? {} : { bom }),
    ...(by === 'item' ? { by } : {}),
    ...(by === 'item' || isReport(format) ? { method } : {}),
    ...(columns ? { columns: [...columns] } : {}),
  };
}

const ofAnswers: readonly FormatName[] = ['jsonl', 'csv', 'csv-simple', 'csv-long', 'parquet', 'mephisto'];
/** Formats with each choice, by what it is called. */
const having = {
  'byte order mark': ['csv', 'csv-simple', 'csv-long'],
  'rows for items': ['jsonl', 'csv', 'parquet'],
  'choice of columns': ['jsonl', 'csv', 'csv-long', 'parquet'],
  'choice of answers': ofAnswers,
  'names of workers': ofAnswers,
} satisfies Record<string, readonly FormatName[]>;

function assertFits({ format, identities, ordinary, answers = 'all', bom, by, method, columns }: Asked): void {
  const asked: Record<keyof typeof having, boolean | undefined> = {
    'byte order mark': bom,
    'rows for items': by === 'item',
    'choice of columns': columns !== undefined,
    'choice of answers': ordinary || answers !== 'all',
    'names of workers': identities,
  };
  for (const [what, formats] of Object.entries(having) as [keyof typeof having, readonly FormatName[]][])
    if (asked[what] && format !== 'files' && !formats.includes(format))
      throw refuse('export/no-such-choice', { format, what, formats });
  if (method && by !== 'item' && !isReport(format)) throw refuse('export/method-without-items');
}

/** Whether the file of a choice begins with a byte order mark. */
export const hasMark = ({ format, bom = marksByDefault(format) }: Choice): boolean => bom;
