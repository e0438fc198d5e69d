import { describe, expect, it } from 'vitest';
import { evolve } from '../../actors/evolve-run.ts';
import { decide } from '../../actors/run-decide.ts';
import { runAfter } from '../../actors/specify.ts';
import type { AnyNewFact } from '../../events/catalog.ts';
import { accepted, ada, assigned, begun, noon, runId, sky0, submitted } from '../../events/fixtures.ts';
import { arrivedInPlace, offered, offerId, payId, placeTaken, submissionOf } from '../../events/provider-fixtures.ts';
import { SubmissionReturned, SubmissionSubmitted, SubmissionTimedOut } from '../../events/submission.ts';
import { pay } from './pay.ts';
import type { AtWork } from './provider-work.ts';

/** A run with work of Ada that was accepted, at a provider that takes what it is sent and says nothing more. */
function open(...after: AnyNewFact[]) {
  const work = [placeTaken(ada), arrivedInPlace(ada), assigned(ada), submitted(ada)];
  const run = runAfter(...begun(), ...offered, ...work, ...after);
  const recorded = { ...accepted(ada), id: 'accepted', at: noon, by: 'anna' } as AnyNewFact;
  evolve(run, recorded);
  const sent: string[] = [];
  let nowMs = Date.parse(noon);
  const at = {
    offerId,
    work: { now: () => nowMs },
    run: {
      runId,
      state: () => run,
      ask: async (command: never) => {
        const facts = decide(command, run);
        const stamp = { id: 'fact', at: new Date(nowMs).toISOString(), by: 'manyhands' };
        for (const fact of facts) evolve(run, { ...fact, ...stamp } as AnyNewFact);
        return { facts };
      },
    },
    account: {
      maxTogether: { pay: 10, bonus: 10 },
      prepare: async () => ({ reference: '' }),
      send: async (_: unknown, payments: readonly { id: string }[]) => {
        sent.push(...payments.map(({ id }) => id));
        return payments.map(({ id }) => ({ id, outcome: 'underway' }));
      },
      find: async () => new Map(),
    },
  } as unknown as AtWork;
  return {
    sent,
    run,
    state: () => run.payments.states.get(payId(ada)),
    async payAfter(hours: number) {
      nowMs += hours * 3_600_000;
      await pay(at, { isAtOnce: true });
    },
  };
}

describe('the pay of a place', () => {
  it('is sent once the provider has the work as handed in', async () => {
    const { sent, payAfter } = open(SubmissionSubmitted(submissionOf(ada)));
    await payAfter(0);
    expect(sent).toEqual([payId(ada)]);
  });

  it('waits for who has not gone back to the provider yet, but not for ever', async () => {
    const { sent, payAfter, run } = open();
    await payAfter(0);
    await payAfter(1);
    expect(sent).toEqual([]);
    evolve(run, SubmissionSubmitted(submissionOf(ada)));
    await payAfter(0);
    expect(sent).toEqual([payId(ada)]);
    const silent = open();
    await silent.payAfter(2);
    expect(silent.sent).toEqual([payId(ada)]);
  });

  it.each([SubmissionReturned, SubmissionTimedOut])('is refused with a reason for one that is over', async (over) => {
    const { sent, payAfter, state, run } = open(over(submissionOf(ada)));
    await payAfter(0);
    await payAfter(1);
    expect(sent).toEqual([]);
    expect(state()?.value).toBe('refused');
    expect(state()?.context.problem).toContain('by hand');
    const units = [{ unitId: sky0.unitId, cents: 50 }];
    const byHand = open(over(submissionOf(ada)));
    await byHand.payAfter(0);
    for (const fact of decide({ type: 'units.pay', units, bonuses: [], currency: 'GBP' }, byHand.run))
      evolve(byHand.run, fact);
    await byHand.payAfter(1);
    expect(byHand.state()?.value).toBe('withdrawn');
    // Who was late can still hand in there.
    evolve(run, SubmissionSubmitted(submissionOf(ada)));
    await payAfter(1);
    expect(sent).toEqual([payId(ada)]);
  });
});
