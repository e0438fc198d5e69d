import {
  type AnswerFilter,
  type ExportChoice,
  type FormatChoice,
  formatsWith,
  hasChoice,
  marksByDefault,
  usualMethod,
} from '../../api/exports.ts';
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

/** The choice that was asked for; refuses what its format does not have. */
export function choiceOf(asked: Asked): Choice {
  assertFits(asked);
  const { format, identities, ordinary, answers = 'all', bom, by, columns } = asked;
  return {
    format,
    identities,
    ...(ordinary ? { ordinary } : {}),
    ...(answers === 'all' ? {} : { answers }),
    ...(bom === undefined || bom === marksByDefault(format) ? {} : { bom }),
    ...(by === 'item' ? { by } : {}),
    ...(by === 'item' || isReport(format) ? { method: asked.method ?? usualMethod } : {}),
    ...(columns ? { columns: [...columns] } : {}),
  };
}

function assertFits({ format, identities, ordinary, answers = 'all', bom, by, method, columns }: Asked): void {
  const asked: Record<FormatChoice, boolean | undefined> = {
    'byte order mark': bom,
    'rows for items': by === 'item',
    'choice of columns': columns !== undefined,
    'choice of answers': ordinary || answers !== 'all',
    'names of workers': identities,
  };
  for (const what of Object.keys(asked) as FormatChoice[])
    if (asked[what] && format !== 'files' && !hasChoice(format, what))
      throw refuse('export/no-such-choice', { format, what, formats: formatsWith[what] });
  if (method && by !== 'item' && !isReport(format)) throw refuse('export/method-without-items');
}

/** Whether the file of a choice begins with a byte order mark. */
export const hasMark = ({ format, bom = marksByDefault(format) }: Choice): boolean => bom;

/** How the answers to each question are aggregated, by item and in a report. */
export const methodOf = ({ method = usualMethod }: Choice): Aggregation => method;
