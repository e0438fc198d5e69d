import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { type Aggregation, aggregations } from './quality.ts';
import { After, File } from './shapes.ts';

/**
 * `csv` has a column for each field, `csv-simple` five columns for spreadsheets, `csv-long` a row for each answered field;
 * `mephisto` is Mephisto's own record of a unit; `report` and `report-html` say how the data were collected.
 */
export const ExportFormat = z.enum([
  'jsonl',
  'csv',
  'csv-simple',
  'csv-long',
  'parquet',
  'mephisto',
  'report',
  'report-html',
]);
export type ExportFormat = z.infer<typeof ExportFormat>;

const ofAnswers = ['jsonl', 'csv', 'csv-simple', 'csv-long', 'parquet', 'mephisto'] as const;
/** The formats with each choice, by what it is called. */
export const formatsWith = {
  'byte order mark': ['csv', 'csv-simple', 'csv-long'],
  'rows for items': ['jsonl', 'csv', 'parquet'],
  'choice of columns': ['jsonl', 'csv', 'csv-long', 'parquet'],
  'choice of answers': ofAnswers,
  'names of workers': ofAnswers,
} satisfies Record<string, readonly ExportFormat[]>;
export type FormatChoice = keyof typeof formatsWith;

/** Whether a format has a choice. */
export const hasChoice = (format: ExportFormat, what: FormatChoice): boolean =>
  (formatsWith[what] as readonly ExportFormat[]).includes(format);

/** Whether files of the format begin with a byte order mark where nothing is said about it. */
export const marksByDefault = (format: string): boolean => format === 'csv-simple';

/** How answers are aggregated where nothing is said about it. */
export const usualMethod = 'dawid-skene' satisfies Aggregation;

/** Which answers: `not-rejected` leaves out rejected and soft-rejected ones, and late ones, which do not count. */
export const AnswerFilter = z.enum(['all', 'accepted', 'not-rejected']);
export type AnswerFilter = z.infer<typeof AnswerFilter>;

const TaskOrRun = z.union([z.object({ task: z.string() }), z.object({ run: z.string() })]);

/** The manifest of an export: with the same values and code, an export has the same bytes. */
export const Manifest = z.object({
  /** The version of the package, and a digest of the versions of all code that affects the bytes. */
  code: z.string(),
  /** One task or run, or several. */
  of: z.union([TaskOrRun, z.array(TaskOrRun)]),
  runs: z.array(z.string()),
  format: ExportFormat,
  /** Whether it includes worker names (e.g. Prolific IDs). */
  identities: z.boolean(),
  /** Whether it leaves out gold and screening units that were made for one worker. */
  ordinary: z.literal(true).optional(),
  /** Which answers it has, if not all. */
  answers: z.enum(['accepted', 'not-rejected']).optional(),
  /** Whether it begins with a byte order mark, if that differs from the default of the format. */
  bom: z.boolean().optional(),
  /** Whether it has a row for each item instead of each answer, and by which method answers are aggregated then, or in a report. */
  by: z.literal('item').optional(),
  method: z.enum(aggregations).optional(),
  /** The columns it has, or groups of them, if not all. */
  columns: z.array(z.string()).optional(),
  /** The log position of the snapshot. */
  sequence: z.int().nonnegative(),
  rows: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  sha256: z.string(),
});
export type Manifest = z.infer<typeof Manifest>;

/** What a manifest says of what to write, as opposed to what became of it. */
export type ExportChoice = Pick<
  Manifest,
  'format' | 'identities' | 'ordinary' | 'answers' | 'bom' | 'by' | 'method' | 'columns'
>;

/** The names of the tasks and runs of a manifest. */
export const namesOf = ({ of }: Pick<Manifest, 'of'>): string[] =>
  (Array.isArray(of) ? of : [of]).map((one) => ('run' in one ? one.run : one.task));

/** The query that asks for this again; what is not in it is as by default. */
export const queryOfChoice = ({ format, identities, ordinary, answers, bom, by, method, columns }: ExportChoice) => ({
  format,
  ...(identities ? { identities: 'true' } : {}),
  ...(ordinary ? { ordinary: 'true' } : {}),
  ...(answers ? { answers } : {}),
  ...(bom === undefined ? {} : { bom: String(bom) }),
  ...(by ? { by } : {}),
  ...(method ? { method } : {}),
  ...(columns ? { columns } : {}),
});

/** The query that makes the export of a manifest again. */
export const queryOf = (manifest: Manifest) => ({
  of: namesOf(manifest),
  at: manifest.sequence,
  ...queryOfChoice(manifest),
});

/** The progress of an export. */
export const ExportProgress = z.object({
  id: z.string(),
  step: z.string(),
  done: z.int(),
  total: z.int(),
  bytes: z.int(),
  manifest: Manifest.optional(),
  /** Why the export failed. */
  refused: z.object({ code: z.string(), message: z.string() }).optional(),
});
export type ExportProgress = z.infer<typeof ExportProgress>;

/** One text, or several under one key of the query, such as `of=films&of=maps`. */
const Texts = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1).max(200)])
  .transform((given) => [...new Set([given].flat())]);

const ExportScope = After.extend({
  /** The name of a task or the id of a run; several are one file. */
  of: Texts,
  /** The log position of the snapshot; the default is the latest. */
  at: z.coerce.number().int().positive().optional(),
  /** Instead of `at`: the snapshot at this time. */
  moment: z.iso.datetime({ offset: true }).optional(),
  /** Whether to include worker names (e.g. Prolific IDs). */
  identities: z.stringbool().default(false),
  /** Whether to leave out gold and screening units that were made for one worker. */
  ordinary: z.stringbool().default(false),
  answers: AnswerFilter.default('all'),
});
const ExportQuery = ExportScope.extend({
  format: ExportFormat.default('jsonl'),
  /** Whether a table begins with a byte order mark, by which spreadsheets know UTF-8; by default only `csv-simple` does. */
  bom: z.stringbool().optional(),
  /** What has a row each: an answer, or an item with its answers and figures. */
  by: z.enum(['answer', 'item']).default('answer'),
  /** How the answers to each question of an item are aggregated, by item and in a report; `dawid-skene` by default. */
  method: z.enum(aggregations).optional(),
  /** The columns in their order, or groups such as `data`; by default all. */
  columns: Texts.optional(),
});

/** An id chosen by the caller, to poll for progress. */
const Id = z.string().regex(/^[\w-]{8,64}$/, 'must be 8 to 64 letters, digits or dashes');

export const exportAnswers = endpoint({
  name: 'exportAnswers',
  method: 'GET',
  path: '/api/export',
  summary:
    'Every answer of runs or of all runs of tasks with its reviews, or every item with its answers and figures, as a file; headers link to its manifest and the uploaded files.',
  role: 'reader',
  query: ExportQuery.extend({ id: Id.optional() }),
  reply: z.unknown(),
  streams: 'bytes',
});

export const exportManifest = endpoint({
  name: 'exportManifest',
  method: 'GET',
  path: '/api/export/manifest',
  summary: 'The manifest of such an export, with its size and the SHA-256 of its bytes.',
  role: 'reader',
  query: ExportQuery,
  reply: Manifest,
});

export const exportFiles = endpoint({
  name: 'exportFiles',
  method: 'GET',
  path: '/api/export/files',
  summary: 'The uploaded files of an export, each with its URL.',
  role: 'reader',
  query: ExportScope,
  reply: File.extend({ unit: z.string(), agent: z.string(), href: z.string() }),
  streams: 'lines',
});

export const exportProgress = endpoint({
  name: 'exportProgress',
  method: 'GET',
  path: '/api/exports/:id',
  summary: 'The progress of an export, and its manifest once it is finished, or why there is no file.',
  role: 'reader',
  params: z.object({ id: Id }),
  reply: ExportProgress,
});
