import { describe, expect, it } from 'vitest';
import {
  accepted,
  adjudicated,
  created,
  opening,
  person,
  rejected,
  runId,
  settings,
  softRejected,
  submitted,
  took,
  unitAt,
} from '../../events/fixtures.ts';
import { assignmentIdOf } from '../../events/ids.ts';
import { TaskRunOpened } from '../../events/task-run.ts';
import { projected, recorded } from '../specify.ts';
import { reportOf } from './report-of.ts';
import { toHtml } from './to-html.ts';
import { toMarkdown } from './to-markdown.ts';

const names = ['Ann', 'Ben', 'Cat'];
const at = (place: number, n: number) => person(names[place]!, n);
const said = [
  ['blue', 'blue', 'grey'],
  ['blue', 'blue', 'blue'],
  ['grey', 'grey', 'blue'],
  ['grey', 'grey', 'grey'],
];
const config = {
  task: 'colours',
  task_reward: 0.5,
  currency: 'EUR',
  quality: { questions: [{ key: 'colour', label: 'Which <colour> | is *it*?', labels: ['blue', 'grey'] }] },
};
const { db } = projected(
  recorded([
    TaskRunOpened({ ...opening, settings: { ...settings, unitsPerAssignment: 3 }, config }),
    ...said.map((_, n) => created(assignmentIdOf(runId, n), 3)),
    ...said.flatMap((answers, n) =>
      answers.flatMap((colour, place) => {
        const [who, unit] = [at(place, n), unitAt(n, place)];
        return [...took(who, unit), submitted(who, unit, { colour })];
      }),
    ),
    accepted(at(0, 0), unitAt(0, 0)),
    rejected(at(2, 0), unitAt(0, 2), { note: 'Guessed.' }),
    rejected(at(2, 2), unitAt(2, 2), { note: 'Guessed.' }),
    softRejected(at(2, 1), unitAt(1, 2)),
    adjudicated({ colour: 'blue' }, assignmentIdOf(runId, 0)),
  ]),
);
const made = () => reportOf(db, { runs: [runId], sequence: 77, code: '0.1.0+a', method: 'majority' });

describe('a methods report', () => {
  it('says who did what, how far they agree, what was left out, and what was paid', () => {
    const { document, answers } = made();
    const pairs = new Map(document.flatMap((block) => ('pairs' in block ? block.pairs : [])));
    expect(answers).toBe(12);
    expect(Object.fromEntries(pairs)).toMatchObject({
      'Workers with an answer in time': '3',
      'Answers per worker, median (range)': '4 (4–4)',
      Items: '4',
      'Answers in time': '12',
      'Of these counted in the figures below': '9 of 12 (75 %)',
      'Answers per item, median (range)': '3 (3–3)',
      'Items with a final answer settled by a reviewer': '1',
      Accepted: '1',
      'Not reviewed': '8',
      'Rejected, neither used nor paid': '2',
      'Paid and not used': '1',
      Reviewers: '1',
      'Pay per unit': '0.50 EUR',
      'Position in the log': '77',
    });
    const tables = document.flatMap((block) => ('rows' in block ? block.rows : []));
    expect(tables).toContainEqual(['Rejected', 'Guessed.', '2']);
    expect(tables).toContainEqual(['Paid and not used', 'no reason given', '1']);
    expect(tables).toContainEqual(['colour', 'blue (2), grey (2)', '0', '–']);
    // Of the nine answers that count, all to one item are the same.
    expect(tables).toContainEqual(expect.arrayContaining(['colour', 'nominal', '4', '3', '9', '1.000']));
  });

  it('names no worker, and is the same bytes from the same rows', () => {
    for (const write of [toMarkdown, toHtml]) {
      const text = write(made().document);
      expect(text).toBe(write(made().document));
      for (const name of names) expect(text).not.toContain(name);
    }
  });

  it('shows texts of the task as they are, in Markdown and in HTML', () => {
    const { document } = made();
    expect(toMarkdown(document)).toContain('Which \\<colour\\> \\| is \\*it\\*?');
    expect(toHtml(document)).toContain('<td>Which &lt;colour&gt; | is *it*?</td>');
    expect(toMarkdown(document)).toMatch(/^# Methods report: colours\n/);
  });
});
