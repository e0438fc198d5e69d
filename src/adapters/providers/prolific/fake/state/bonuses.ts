import type { BonusBatch, Study, World } from './model.ts';
import { submissionsOf } from './places.ts';
import { found, wrongField } from './refusal.ts';
import { addCosts, assertFunds, type Cost, costOf, noCost, payFor, totalOf } from './wallet.ts';
import { newId, nowMs } from './world.ts';

const maxRows = 200;

/** Makes a draft of bonuses from lines of an id and an amount in pounds or dollars. No money moves; twice makes two. */
export function draftBonuses(world: World, studyId: string, csv: string): BonusBatch {
  const study = found(world.studies, studyId, 'study');
  const lines = csv.split(/\r?\n/).filter((line) => line.trim() !== '');
  const wrong = (sentence: string) => wrongField('csv_bonuses', sentence);
  if (lines.length === 0) throw wrong('There is no bonus.');
  if (lines.length > maxRows) throw wrong(`At most ${maxRows} bonuses can be paid at once.`);
  const rows = lines.map((line) => rowOf(world, study, line));
  const faults = rows.flatMap((row) => ('fault' in row ? [row.fault] : []));
  if (faults.length > 0) throw wrong(`These lines are wrong: ${faults.join(', ')}.`);
  const batch: BonusBatch = {
    id: newId(world),
    studyId,
    rows: rows.flatMap((row) => ('fault' in row ? [] : [row])),
    payments: [],
  };
  world.batches.set(batch.id, batch);
  return batch;
}

/** A line names a participant of the study, or a submission to it. */
function rowOf(world: World, study: Study, line: string): BonusBatch['rows'][number] | { fault: string } {
  const [id = '', amount = '', ...rest] = line.split(',').map((cell) => cell.trim());
  const submissions = submissionsOf(world, study.id).filter((one) => one.id === id || one.participantId === id);
  const submission = submissions.at(-1);
  const cents = Math.round(Number(amount) * 100);
  const isAmount = /^\d+(\.\d{1,2})?$/.test(amount) && cents > 0;
  if (!submission || submission.status === 'RESERVED') return { fault: `${id} took no part in the study` };
  if (!isAmount || rest.length > 0) return { fault: `${line} is not an id and an amount` };
  return { submissionId: submission.id, cents };
}

/** What paying a batch once costs. */
export const costOfBatch = (world: World, { rows }: BonusBatch): Cost =>
  rows.reduce((sum, { cents }) => addCosts(sum, costOf(world, cents)), noCost);

/** Accepts to pay a batch, and pays it some time later; a second call pays it a second time. */
export function payBatch(world: World, id: string): void {
  const batch = found(world.batches, id, 'bulk bonus payment');
  const study = found(world.studies, batch.studyId, 'study');
  assertFunds(world, study.workspaceId, study.isTest ? 0 : totalOf(costOfBatch(world, batch)));
  const payment: BonusBatch['payments'][number] = { acceptedAt: nowMs(world), paidAt: null };
  batch.payments.push(payment);
  world.clock.at(nowMs(world) + world.durations.bonusMs, () => {
    payment.paidAt = nowMs(world);
    for (const { submissionId, cents } of batch.rows) {
      const submission = found(world.submissions, submissionId, 'submission');
      submission.bonusCents.push(cents);
      payFor(world, submission, { kind: 'bonus', cents, batch: id });
    }
  });
}
