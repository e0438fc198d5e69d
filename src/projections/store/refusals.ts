import { defineRefusals } from '../../actors/refusal.ts';
import { refusals as inherited } from '../../actors/refusals.ts';

/** The ways reading rows, figures and exports can say no, beside the inherited ones. */
export const { refusals, refuse } = defineRefusals(
  {
    'export/incomplete': [
      503,
      () =>
        'Something in the log could not be taken into the rows that are shown, so an export might lack answers. "./bin/manyhands doctor" says what; a restart tries it again.',
    ],
    'export/too-wide': [
      400,
      (d: { most: number }) =>
        `The answers have more than ${d.most} different fields, too many for a table. Take the format csv-long or jsonl.`,
    ],
    'export/unknown': [
      404,
      (d: { of: string }) => `Neither a task run nor a task is called "${d.of}". "./bin/manyhands runs" lists both.`,
    ],
    'export/unreadable': [
      409,
      (d: { run: string }) =>
        `The log of run ${d.run} has something that cannot be read, so its export might lack answers. Export the other runs one by one. Where commits are missing, "./bin/manyhands recover" writes all that is left of it; else use the version that wrote it.`,
    ],
    'quality/no-model': [
      409,
      (d: { method: string; why: string }) => `The answers cannot be brought together by ${d.method}: ${d.why}`,
    ],
    'quality/no-question': [
      404,
      (d: { question: string; closed: readonly string[] }) =>
        `No question with few possible answers is called "${d.question}". ${d.closed.length ? `There are: ${d.closed.join(', ')}.` : 'There is none yet; the first answers, or "quality" in the config of the task, make them known.'}`,
    ],
    'read-model/sqlite-too-old': [
      503,
      (d: { version: string; oldest: string }) =>
        `SQLite ${d.version} can damage what it writes; ${d.oldest} or newer is needed. Run "npm ci" to get the one this project was made with.`,
    ],
    'request/bad-shape': [400, (d: { reason: string }) => `The request does not have the expected form: ${d.reason}.`],
  },
  inherited,
);
