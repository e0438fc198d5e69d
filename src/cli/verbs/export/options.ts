import { type Command, Option } from 'commander';
import { AnswerFilter, ExportFormat } from '../../../api/exports.ts';
import { type Aggregation, aggregations } from '../../../api/quality.ts';
import { positionOrTime } from '../../terminal/arguments.ts';

/** The options of `manyhands export`, as the command line has them. */
export type Options = {
  format: ExportFormat;
  out?: string;
  at?: { at: number } | { moment: string };
  manifest?: string;
  identities?: true;
  ordinary?: true;
  answers: AnswerFilter;
  by: 'answer' | 'item';
  method?: Aggregation;
  bom?: boolean;
  columns?: string[];
  files?: true;
  onboarding?: true;
};

const formatsText =
  'jsonl: one JSON object a line; csv: a table; csv-simple: item, worker, answer, decision and seconds, for spreadsheets; csv-long: a row for each field; parquet: a table for pandas, R or DuckDB; mephisto: records as Mephisto has them; report, report-html: how the data were collected, for a paper;';

/** The names of columns in a list; a comma that belongs to a name has a backslash before it. */
export const columnsIn = (list: string, before: string[] = []): string[] => [
  ...before,
  ...(list.match(/(?:\\,|[^,])+/g) ?? []).map((name) => name.trim().replaceAll('\\,', ',')).filter(Boolean),
];

/** Adds the options of what to export, and where to. */
export const addOptions = (command: Command): Command =>
  command
    .addOption(new Option('--format <format>', formatsText).choices(ExportFormat.options).default('jsonl'))
    .option('--out <file>', 'write a file with its manifest, once everything is there; the default is stdout')
    .addOption(
      new Option(
        '--answers <which>',
        'only these answers; not-rejected also leaves out those that were paid and not used, and late ones',
      )
        .choices(AnswerFilter.options)
        .default('all'),
    )
    .addOption(
      new Option('--by <row>', 'what has a row each: an answer, or an item with all its answers and what they come to')
        .choices(['answer', 'item'])
        .default('answer'),
    )
    .addOption(
      new Option(
        '--method <method>',
        'how the answers to an item are aggregated, with --by item and in reports',
      ).choices(aggregations),
    )
    .option('--columns <names>', 'only these columns, or groups such as data, with commas between', columnsIn)
    .option('--bom', 'begin a table with a byte order mark, so that spreadsheets read it as UTF-8')
    .option('--no-bom', 'begin csv-simple without one')
    .option('--files', 'also save uploaded files, in a folder beside the export')
    .option('--identities', 'include worker names (e.g. Prolific IDs), which are personal data')
    .option('--ordinary', 'leave out gold and screening units that were made for one worker')
    .option(
      '--at <position or time>',
      'the snapshot: a log position or a time; the default is the latest',
      positionOrTime,
    )
    .addOption(
      new Option('--onboarding', 'write the onboardings of the workers instead, as jsonl or csv').conflicts([
        ...['at', 'manifest', 'identities', 'files', 'columns', 'bom', 'ordinary', 'method'],
      ]),
    )
    .option('--manifest <file>', 'reproduce the export of this manifest and verify it');
