import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { LaunchPlan } from './launch.ts';
import { unitPay } from './money.ts';
import { shownText } from './names.ts';
import { browserKinds, mediaKinds, newTaskDefaults } from './new-task.ts';

const MEBIBYTE = 1024 ** 2;

/** The largest file of items and the largest file that items name, in bytes. */
export const maxDraftFileBytes = 100 * MEBIBYTE;
/** The most that all files of a draft may have in total, in bytes. */
export const maxDraftBytes = 2048 * MEBIBYTE;
/** How many files the items of a draft may name. */
export const maxDraftFiles = 10_000;

const params = z.object({ draft: z.string().regex(/^[0-9a-z]{26}$/, 'is no id of a draft') });

/** A new task before it has a name: its items, by their columns. The id is the only credential for its preview. */
export const Draft = z.object({
  id: z.string(),
  items: z.int(),
  keys: z.array(z.string()),
  /** The values of the first item, as texts of at most 200 characters. */
  first: z.record(z.string(), z.string()),
});
export type Draft = z.infer<typeof Draft>;

const key = z.string().min(1).max(1000);

/** Rules as the config of a task has them: a list in YAML, such as `[{if: returned >= 3, do: flag}]`. */
export const RulesText = z.string().max(20_000);

/** What a new task is made from, beside its items. */
export const TaskWishes = z.strictObject({
  kind: z.enum(browserKinds),
  media: z.enum(mediaKinds).default('text'),
  title: shownText(200),
  description: shownText(2000).default(newTaskDefaults.description),
  /** What is asked about each item. */
  question: shownText(500).optional(),
  labels: z
    .array(shownText(200))
    .min(2, 'must be two or more')
    .max(200)
    .refine((labels) => new Set(labels).size === labels.length, 'must all be different')
    .optional(),
  /** The column with the right answers, which workers never see. */
  gold: key.optional(),
  /** Other columns that workers never see. */
  hidden: z.array(key).max(1000).default([]),
  units_per_item: z.int().min(1).max(1000).default(newTaskDefaults.unitsPerItem),
  unit_seconds: z
    .int()
    .min(10)
    .max(30 * 86_400)
    .default(newTaskDefaults.unitSeconds),
  /** The pay for one unit, in whole units of the currency. */
  reward: unitPay.default(newTaskDefaults.reward),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be three capital letters, like USD')
    .default(newTaskDefaults.currency),
  rules: RulesText.optional(),
});
export type TaskWishes = z.infer<typeof TaskWishes>;

/** What a draft would make, cost and look like. */
export const CheckedDraft = z.object({
  plan: LaunchPlan,
  /** The text of its manyhands.yaml. */
  config: z.string(),
  /** The page that workers would see, with the first item. */
  preview_url: z.string(),
  /** Files that items name and that are not there: the first hundred, and how many there are. */
  missing_files: z.object({ paths: z.array(z.string()), count: z.int() }),
});
export type CheckedDraft = z.infer<typeof CheckedDraft>;

export const beginDraft = endpoint({
  name: 'beginDraft',
  method: 'POST',
  path: '/api/drafts',
  summary:
    'Begins a new task with its items: the body is a .csv, .tsv, .json or .jsonl file of at most 100 MiB. A draft is kept until Manyhands ends, or until 20 others were used since or all together have more than 4 GiB.',
  role: 'owner',
  takes: 'application/octet-stream',
  query: z.object({ file: z.string().min(1).max(255) }),
  reply: Draft,
  status: 201,
});

export const addDraftFile = endpoint({
  name: 'addDraftFile',
  method: 'PUT',
  path: '/api/drafts/:draft/files',
  summary:
    'Adds a picture, sound or film under the path by which items name it, of which the end is enough; at most 100 MiB, and 2 GiB and 10,000 files for a draft.',
  role: 'owner',
  takes: 'application/octet-stream',
  params,
  query: z.object({ path: z.string().min(1).max(500) }),
  reply: z.object({ path: z.string(), bytes: z.int() }),
});

export const checkDraft = endpoint({
  name: 'checkDraft',
  method: 'PUT',
  path: '/api/drafts/:draft',
  summary: 'Checks a new task as a launch would: what it makes and costs, its config, and a preview of its page.',
  role: 'owner',
  params,
  body: TaskWishes,
  reply: CheckedDraft,
});
