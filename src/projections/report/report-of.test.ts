import { describe, expect, it } from 'vitest';
import {
  accepted,
  adjudicated,
  bonusGranted,
  bonusPaid,
  codeLoaded,
  created,
  dataAdded,
  issuedBy,
  openedForDevelopment,
  opening,
  paid,
  person,
  rejected,
  runId,
  settings,
  settingsChanged,
  softRejected,
  submitted,
  took,
  undone,
  unitAt,
} from '../../events/fixtures.ts';
import { type AgentId, assignmentIdOf, type QualificationId, type WorkerId } from '../../events/ids.ts';
import {
  OnboardingFailed,
  OnboardingPageSubmitted,
  OnboardingPassed,
  OnboardingStarted,
} from '../../events/onboarding.ts';
import { TaskRunOpened } from '../../events/task-run.ts';
import { projected, recorded } from '../specify.ts';
import type { Document } from './document.ts';
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

const pairsOf = (document: Document) =>
  Object.fromEntries(document.flatMap((block) => ('pairs' in block ? block.pairs : [])));

describe('a methods report', () => {
  it('says who did what, how far they agree, what was left out, and what was paid', () => {
    const { document, answers } = made();
    const pairs = pairsOf(document);
    expect(answers).toBe(12);
    expect(pairs).toMatchObject({
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
      'Pay per hour by the time of each unit that is not rejected, median': '30.00 EUR',
      'Paid for work': 'none',
      // Two are rejected and eight not decided on.
      'Owed for work': '1.00 EUR for 2 answers',
      'Not decided yet': '4.00 EUR for 8 answers',
      'Bonuses paid': 'none',
      Requirements: 'none',
      'Position in the log': '77',
    });
    const tables = document.flatMap((block) => ('rows' in block ? block.rows : []));
    expect(tables).toContainEqual(['Rejected', 'Guessed.', '2']);
    expect(tables).toContainEqual(['Paid and not used', 'no reason given', '1']);
    expect(tables).toContainEqual(['colour', 'blue (2), grey (2)', '0', '–']);
    // Of the nine answers that count, all to one item are the same.
    expect(tables).toContainEqual(expect.arrayContaining(['colour', 'nominal', '4', '3', '9', '1.000']));
  });

  it('sums pay and bonuses for each currency, as it was paid or is owed, to the cent', () => {
    const { db } = projected(
      recorded([
        TaskRunOpened({ ...opening, settings, config: { ...config, task_reward: 0.00125 } }),
        created(assignmentIdOf(runId, 0), 4),
        ...names.flatMap((_, place) => [
          ...took(at(place, 0), unitAt(0, place)),
          submitted(at(place, 0), unitAt(0, place), { colour: 'blue' }),
        ]),
        accepted(at(0, 0), unitAt(0, 0)),
        paid(at(0, 0), unitAt(0, 0), { cents: 12.5 }),
        accepted(at(1, 0), unitAt(0, 1)),
        // It was paid before it was rejected, so it stays paid.
        accepted(at(2, 0), unitAt(0, 2)),
        paid(at(2, 0), unitAt(0, 2), { cents: 12.5 }),
        undone(at(2, 0), unitAt(0, 2)),
        rejected(at(2, 0), unitAt(0, 2)),
        bonusGranted(at(0, 0), unitAt(0, 0), { currency: 'USD' }),
        bonusPaid(at(0, 0), unitAt(0, 0)),
      ]),
    );
    const { document } = reportOf(db, { runs: [runId], sequence: 77, code: '0.1.0+a', method: 'majority' });
    expect(pairsOf(document)).toMatchObject({
      'Pay per unit (EUR)': '0.0013 EUR',
      'Paid for work (EUR)': '0.25 EUR for 2 answers',
      'Owed for work (EUR)': '0.00 EUR for 1 answer',
      'Not decided yet (EUR)': 'none',
      'Bonuses paid (EUR)': 'none',
      'Pay per unit (USD)': '–',
      'Paid for work (USD)': 'none',
      'Bonuses paid (USD)': '0.50 USD in 1',
      'Bonuses promised (USD)': 'none',
    });
  });

  it('owes nothing for answers of a study that pays nothing', () => {
    const { db } = projected(
      recorded([
        TaskRunOpened({ ...opening, settings, config: { ...config, task_reward: 0 } }),
        created(assignmentIdOf(runId, 0), 4),
        ...[...took(at(0, 0), unitAt(0, 0)), submitted(at(0, 0), unitAt(0, 0), { colour: 'blue' })],
        accepted(at(0, 0), unitAt(0, 0)),
      ]),
    );
    const { document } = reportOf(db, { runs: [runId], sequence: 77, code: '0.1.0+a', method: 'majority' });
    expect(pairsOf(document)).toMatchObject({ 'Paid for work': 'none', 'Owed for work': 'none' });
  });

  it('says who took part in an onboarding, and what was changed meanwhile by whom and why', () => {
    const onboarding = { qualificationId: 'q-1' as QualificationId, failedId: 'q-2' as QualificationId };
    const begins = (name: string) => {
      const { workerId, ...who } = person(name);
      const of = { agentId: `onboarding-${name}` as AgentId, workerId };
      return { of, started: OnboardingStarted({ ...who, ...of }) };
    };
    const sent = (of: { agentId: AgentId; workerId: WorkerId }) =>
      OnboardingPageSubmitted({ ...of, page: 0, answer: { tone: 'good' } });
    const [ann, ben, cat] = names.map(begins);
    const { db } = projected(
      recorded([
        TaskRunOpened({
          ...opening,
          settings: { ...settings, onboarding: { ...onboarding, pages: 1, maxMistakes: 0 } },
          config: { ...config, signals: ['paste', 'focus'] },
        }),
        ...[ann!.started, sent(ann!.of), OnboardingPassed({ ...ann!.of, page: 0 })],
        ...[ben!.started, sent(ben!.of), OnboardingFailed({ ...ben!.of, page: 0 }), cat!.started],
        issuedBy('reviewer:eve', settingsChanged({ task_reward: 0.75 }, { payCents: 75 }, 'Too slow.')),
        dataAdded('f'.repeat(64), 5),
        codeLoaded('c'.repeat(64)),
      ]),
    );
    const { document } = reportOf(db, { runs: [runId], sequence: 77, code: '0.1.0+a', method: 'majority' });
    expect(pairsOf(document)).toMatchObject({
      'Workers who began an onboarding': '3',
      'Of these passed': '1',
      'Of these failed': '1',
      'Of these did not finish': '1',
      'Mistakes in an onboarding, median (range)': '0.5 (0–1)',
      'Counted while workers answered, without its content': 'paste, focus',
      Requirements: 'onboarding of 1 page, with at most 0 mistakes',
    });
    const rows = document.flatMap((block) => ('rows' in block ? block.rows : []));
    const when = expect.stringMatching(/^2026-01-01 .* UTC$/);
    expect(rows).toContainEqual([runId, when, 'reviewer:eve', 'task_reward: 0.5 → 0.75', 'Too slow.']);
    expect(rows).toContainEqual([runId, when, 'spec', `5 items added (SHA-256 ${'f'.repeat(64)})`, '–']);
    expect(rows).toContainEqual([runId, when, 'spec', 'task.ts', 'c'.repeat(64)]);
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
    expect(toMarkdown(document)).toContain('Which \\<colour> \\| is \\*it\\*?');
    expect(toHtml(document)).toContain('<td>Which &lt;colour&gt; | is *it*?</td>');
    expect(toMarkdown(document)).toMatch(/^# Methods report: colours\n/);
    const written = (text: string) => toMarkdown([{ pairs: [['0.500', text]] }]);
    expect(written('(97 %) of task_reward, 0.1–0.3 s!')).toBe('- **0.500:** (97 %) of task_reward, 0.1–0.3 s!\n');
    expect(written('_so_ &amp; ~x~')).toBe('- **0.500:** \\_so\\_ \\&amp; \\~x\\~\n');
    expect(toMarkdown([{ text: '1. No list' }, { text: '- none, # no heading' }])).toBe(
      '1\\. No list\n\n\\- none, # no heading\n',
    );
  });
});

it('says which runs were for development', () => {
  const textOf = (opened: typeof openedForDevelopment) =>
    toMarkdown(
      reportOf(projected(recorded([opened])).db, { runs: [runId], method: 'majority', sequence: 1, code: 'x' })
        .document,
    );
  expect(textOf(openedForDevelopment)).toContain(`For development: ${runId}.`);
  expect(textOf(TaskRunOpened({ ...opening, settings }))).not.toContain('For development');
});
