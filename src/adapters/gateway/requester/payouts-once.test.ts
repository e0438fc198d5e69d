import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countNotOwed, countPayments, type PaymentCommand } from '../../../actors/paid-by-hand.ts';
import { Refusal } from '../../../actors/refusal.ts';
import { unitOf } from '../../../actors/run.ts';
import { decide, type RunCommand } from '../../../actors/run-decide.ts';
import { runAfter } from '../../../actors/specify.ts';
import type { AnyNewFact } from '../../../events/catalog.ts';
import {
  ada,
  begun,
  bob,
  bonus,
  issuedBy,
  opening,
  settings,
  sky0,
  sky1,
  submitted,
  took,
} from '../../../events/fixtures.ts';
import type { BonusId } from '../../../events/ids.ts';
import { TaskRunOpened } from '../../../events/task-run.ts';
import { payoutPage } from '../../../projections/payouts/payout-rows.ts';
import { projected, recorded } from '../../../projections/specify.ts';
import { recordPayouts, undoPayouts } from './record-payouts.ts';

const config = { task: 'colours', task_reward: 1.5, currency: 'EUR' };
const anna = 'reviewer:anna';
const work = [
  TaskRunOpened({ ...opening, config, settings }),
  ...begun().slice(1),
  ...[...took(ada), submitted(ada), ...took(bob, sky1), submitted(bob, sky1)],
];

type Step =
  | { kind: 'review'; unit: 0 | 1; how: 'accept' | 'reject' | 'undo-review' | 'grant' }
  /** With the position of a sheet, which may be an old one; or a command of before once more. */
  | { kind: 'pay' | 'undo'; back: number }
  | { kind: 'again'; nth: number };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('review' as const),
    unit: fc.constantFrom(0 as const, 1 as const),
    how: fc.constantFrom(
      'accept' as const,
      'accept' as const,
      'reject' as const,
      'undo-review' as const,
      'grant' as const,
    ),
  }),
  fc.record({ kind: fc.constantFrom('pay' as const, 'undo' as const), back: fc.nat(2) }),
  fc.record({ kind: fc.constant('again' as const), nth: fc.nat(5) }),
);

/** A run and its rows, both read from their log again at each step, as after a crash. */
function newStudy() {
  const log: AnyNewFact[] = [...work];
  const append = (facts: readonly AnyNewFact[]) => log.push(...facts.map((fact) => issuedBy(anna, fact)));
  const run = {
    exists: async () => true,
    pay: async ({ command }: { command: PaymentCommand }) => {
      const facts = decide(command, runAfter(...log));
      append(facts);
      const notOwed = countNotOwed(facts, (unitId) => unitOf(runAfter(...log), unitId));
      return { ...countPayments(facts), notOwed, sequence: log.length };
    },
  };
  const rows = () => projected(recorded(log)).db;
  return { log, append, rows, settings: () => ({ calls: { run }, db: rows() }) };
}

function review({ unit, how }: Extract<Step, { kind: 'review' }>, nth: number): RunCommand {
  const { unitId } = unit ? sky1 : sky0;
  if (how === 'grant')
    return { type: 'unit.grant-bonus', unitId, ...bonus, bonusId: `bonus-${nth}` as BonusId, beside: true };
  return { type: `unit.${how}`, unitId, by: anna, ...(how === 'reject' ? { note: 'no' } : {}) };
}

type Story = { study: ReturnType<typeof newStudy>; sheets: number[]; commands: (() => Promise<unknown>)[] };

function unlessRefused(error: unknown): void {
  if (!(error instanceof Refusal)) throw error;
}

/** How often each unit and bonus is recorded as paid, without what was taken back. */
function standing(log: readonly AnyNewFact[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { type, data } of log) {
    if (!/^unit\.(bonus-)?(paid|payment-undone)$/.test(type)) continue;
    const { unitId, bonusId } = data as { unitId: string; bonusId?: string };
    const what = bonusId ?? unitId;
    sums.set(what, (sums.get(what) ?? 0) + (type.endsWith('paid') ? 1 : -1));
  }
  return sums;
}

/** Carries out a step; one that comes again must change nothing. */
async function carryOut(one: Step, nth: number, { study, sheets, commands }: Story): Promise<void> {
  const { log, append, settings } = study;
  if (one.kind === 'review') {
    try {
      append(decide(review(one, nth), runAfter(...log)));
    } catch (error) {
      unlessRefused(error);
    }
    return;
  }
  if (one.kind === 'again') {
    const before = standing(log);
    await commands[one.nth % commands.length]?.();
    expect(standing(log)).toEqual(before);
    return;
  }
  const upto = sheets.at(-1 - one.back) ?? work.length;
  const command = () =>
    (one.kind === 'pay'
      ? recordPayouts(settings(), { upto }, { by: anna })
      : undoPayouts(settings(), { from: 0, upto }, { note: 'It came back.', by: anna })
    ).catch(unlessRefused);
  await command();
  commands.push(command);
}

/** What is due and what is recorded as paid never overlap. */
function expectNothingTwice({ log, rows }: Story['study']): void {
  const sums = standing(log);
  for (const times of sums.values()) expect([0, 1]).toContain(times);
  const due = payoutPage(rows(), { state: 'due', upto: log.length, limit: 100 }).payouts;
  for (const [unit, who] of [
    [sky0, ada],
    [sky1, bob],
  ] as const)
    if (sums.get(unit.unitId) === 1)
      expect(due.filter(({ worker, answers }) => worker === who.workerId && answers > 0)).toEqual([]);
}

it('a unit and a bonus are paid once, whatever is taken back, repeated with an old sheet, or cut short by crashes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
      const story: Story = { study: newStudy(), sheets: [work.length], commands: [] };
      for (const [nth, one] of steps.entries()) {
        await carryOut(one, nth, story);
        story.sheets.push(story.study.log.length);
        expectNothingTwice(story.study);
      }
    }),
    { numRuns: 25 },
  );
}, 120_000);
