import { defineRefusals } from '../../actors/refusal.ts';
import { refusals as inherited } from '../../actors/refusals.ts';

/** The refusals of rows, figures and exports, with the inherited ones. */
export const { refusals, refuse } = defineRefusals(
  {
    'export/incomplete': [
      503,
      () =>
        'Part of the log could not be projected, so an export might lack answers. Run "./bin/manyhands doctor" to see which part; a restart tries it again.',
    ],
    'export/method-without-items': [
      400,
      () =>
        'Answers are aggregated in an export by item and in a report alone: ask for one of them, or leave the method out.',
    ],
    'export/no-column': [
      400,
      (d: { name: string; columns: readonly string[] }) =>
        `The export has no column "${d.name}". It has: ${d.columns.join(', ')}.`,
    ],
    'export/no-such-choice': [
      400,
      (d: { format: string; what: string; formats: readonly string[] }) =>
        `The format ${d.format} has no ${d.what}; choose ${d.formats.join(', ')}.`,
    ],
    'export/only-development': [
      409,
      (d: { of: string }) =>
        `All runs of ${d.of} are for development, launched with --watch, so none of them is in an export of the task. Export one by its id.`,
    ],
    'export/too-wide': [
      400,
      (d: { most: number }) =>
        `The answers have more than ${d.most} different fields, too many for a table. Choose some of them, or use the format csv-long or jsonl.`,
    ],
    'export/unknown': [
      404,
      (d: { of: string }) => `Neither a task run nor a task is called "${d.of}". "./bin/manyhands runs" lists both.`,
    ],
    'export/unreadable': [
      409,
      (d: { run: string }) =>
        `The log of run ${d.run} has a part that cannot be read, so its export might lack answers. Export the other runs one by one. If commits are missing, "./bin/manyhands recover" writes all that is left of the run; otherwise use the version that wrote it.`,
    ],
    'quality/no-key': [
      404,
      (d: { key: string; keys: readonly string[] }) =>
        `Figures cannot be split by "${d.key}": that takes a key of the items with 2 to 50 different short values. ${d.keys.length ? `There are: ${d.keys.join(', ')}.` : 'There is none.'}`,
    ],
    'quality/no-model': [
      409,
      (d: { method: string; why: string }) => `The answers cannot be aggregated by ${d.method}: ${d.why}`,
    ],
    'quality/no-question': [
      404,
      (d: { question: string; closed: readonly string[]; of?: string }) =>
        `No question with ${d.of ?? 'few possible answers'} is called "${d.question}". ${d.closed.length ? `There are: ${d.closed.join(', ')}.` : 'There is none yet: they are found in the first answers, or declared under "quality" in the config of the task.'}`,
    ],
    'quality/not-comparable': [
      409,
      (d: { question: string }) =>
        `The answers to "${d.question}" cannot be compared: there are none yet, or they are files, long texts, or more than 20 different ones. List its "labels" under "quality" in the config of the task.`,
    ],
    'read-model/no-sqlite': [
      503,
      (d: { node: string; reason: string }) =>
        `SQLite does not load in Node ${d.node}: ${d.reason}. Run "npm rebuild better-sqlite3" in the folder where Manyhands is installed, then try again.`,
    ],
    'read-model/sqlite-too-old': [
      503,
      (d: { version: string; oldest: string }) =>
        `SQLite ${d.version} can damage what it writes; ${d.oldest} or newer is needed. Run "npm ci" to install the tested version.`,
    ],
    'request/bad-shape': [400, (d: { reason: string }) => `The request does not have the expected form: ${d.reason}.`],
    'unit/too-many-to-compare': [
      400,
      (d: { total: number; most: number }) =>
        `${d.total.toLocaleString('en')} answers are too many to compare with known ones: at most ${d.most.toLocaleString('en')} can be. Choose a run.`,
    ],
    'unit/too-many-to-sort': [
      400,
      (d: { by: string; total: number; most: number }) =>
        `${d.total.toLocaleString('en')} units are too many to sort by ${d.by}: at most ${d.most.toLocaleString('en')} can be. Choose a run, a status, a worker or an item, or sort by "oldest" or "newest".`,
    ],
  },
  inherited,
);
