import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accepted,
  ada,
  assigned,
  begun,
  bonusGranted,
  bonusWithdrawn,
  noon,
  rejected,
  runId,
  sky0,
  softRejected,
  submitted,
  undone,
} from '../events/fixtures.ts';
import type { BonusId } from '../events/ids.ts';
import {
  PaymentConfirmed,
  PaymentNeedsPerson,
  PaymentNotMade,
  PaymentPrepared,
  PaymentRefused,
  PaymentRetried,
  PaymentSent,
  PaymentUncertain,
  PaymentWithdrawn,
} from '../events/payment.ts';
import {
  arrivedInPlace,
  bonusIntended,
  bonusPayId,
  offered,
  payId,
  payIntended,
  placeTaken,
  sent,
} from '../events/provider-fixtures.ts';
import { UnitBonusPaid, UnitPaid } from '../events/unit.ts';
import { committedCents } from './budget.ts';
import type { Settlement } from './payment-decide.ts';
import { Refusal } from './refusal.ts';
import { decide } from './run-decide.ts';
import { given, runAfter } from './specify.ts';

const done = [...begun(), ...offered, placeTaken(ada), arrivedInPlace(ada), assigned(ada), submitted(ada)];
const due = [...done, accepted(ada)];
const intended = [...due, payIntended(ada)];
const underWay = [...intended, ...sent(payId(ada))];
const of = { runId, paymentId: payId(ada) };
const work = { ...sky0, agentId: ada.agentId, workerId: ada.workerId };
const paid = UnitPaid({ ...work, cents: 50, currency: 'GBP' });
const intend = { type: 'payments.intend', now: noon, isAtOnce: true, most: 100 } as const;
type Outcome = { outcome: Settlement['outcome']; how?: string; reason?: string };
const settle = (settlement: Outcome) =>
  ({ type: 'payments.settle', settlements: [{ paymentId: payId(ada), ...settlement } as Settlement] }) as const;
const bonusId = 'bonus-1' as BonusId;
const bonus = bonusGranted(ada, sky0, { cents: 150, currency: 'GBP', reason: 'thorough' });

describe('what is due', () => {
  it('is the pay of what was accepted or soft-rejected, and nothing of what was rejected', () => {
    given(...done)
      .when(intend)
      .then();
    given(...due)
      .when(intend)
      .then(payIntended(ada));
    given(...done, softRejected(ada))
      .when(intend)
      .then(payIntended(ada));
    given(...done, rejected(ada))
      .when(intend)
      .then();
  });
  it('is a bonus from its promise on, until it is withdrawn', () => {
    given(...done, bonus)
      .when(intend)
      .then(bonusIntended(ada, bonusId));
    given(...done, bonus, bonusWithdrawn(ada))
      .when(intend)
      .then();
  });
  it('is intended once, and not again while it is under way or paid', () => {
    given(...intended)
      .when(intend)
      .then();
    given(...underWay)
      .when(intend)
      .then();
    given(...underWay, PaymentConfirmed({ ...of, how: 'replied' }), paid)
      .when(intend)
      .then();
  });
  it('is recorded as paid where the provider had paid before the work was handed in', () => {
    const [late, ...before] = [...done].reverse();
    const made = [payIntended(ada), PaymentConfirmed({ ...of, how: 'elsewhere' })];
    given(...before.reverse(), ...made, late as (typeof done)[number], accepted(ada))
      .when(intend)
      .then(paid);
  });
  it('is not paid by hand while it is under way', () =>
    given(...underWay)
      .when({ type: 'units.pay', units: [{ unitId: sky0.unitId, cents: 50 }], bonuses: [], currency: 'GBP' })
      .then());
});

describe('a bonus of a worker of a provider', () => {
  const paymentId = bonusPayId(bonusId);
  const byHand = { unitId: sky0.unitId, bonusId } as const;
  const going = [...done, bonus, bonusIntended(ada, bonusId), ...sent(paymentId)];
  const confirmed = PaymentConfirmed({ runId, paymentId, how: 'replied' });
  it('is neither paid by hand nor withdrawn while the provider may pay it', () => {
    given(...going)
      .when({ type: 'unit.pay-bonus', ...byHand })
      .thenRefused('bonus/through-provider');
    given(...going)
      .when({ type: 'unit.withdraw-bonus', ...byHand })
      .thenRefused('bonus/through-provider');
    given(...done, bonus, bonusIntended(ada, bonusId))
      .when({ type: 'unit.withdraw-bonus', ...byHand })
      .then(bonusWithdrawn(ada));
  });
  it('stays paid once the provider has paid it, and so does the pay of a unit', () => {
    const payments = { units: [{ unitId: sky0.unitId, cents: 50 }], bonuses: [byHand], currency: 'GBP', note: 'Oh.' };
    given(...going, confirmed, UnitBonusPaid({ ...work, bonusId }))
      .when({ type: 'unit.undo-bonus-payment', ...byHand, note: 'Oh.' })
      .thenRefused('bonus/through-provider');
    given(...going, confirmed, UnitBonusPaid({ ...work, bonusId }))
      .when({ type: 'units.undo-payments', ...payments })
      .then();
    given(...underWay, PaymentConfirmed({ ...of, how: 'replied' }), paid)
      .when({ type: 'units.undo-payments', ...payments, bonuses: [] })
      .then();
  });
});

describe('a payment that a person looks for', () => {
  const inDoubt = [
    ...underWay,
    PaymentUncertain({ ...of, reason: 'lost' }),
    PaymentNeedsPerson({ ...of, reason: 'not found' }),
  ];
  const resolve = { type: 'payment.resolve', paymentId: payId(ada), attempt: 1, note: 'Looked.' } as const;
  it('was made, or was not, as they say', () => {
    given(...inDoubt)
      .when({ ...resolve, isMade: true })
      .then(PaymentConfirmed({ ...of, how: 'by-a-person', note: 'Looked.' }), paid);
    given(...inDoubt)
      .when({ ...resolve, isMade: false })
      .then(PaymentNotMade({ ...of, reason: 'A person looked at the provider: Looked.' }));
  });
  it('is none that was sent again since, or that is not in doubt', () => {
    const again = PaymentNotMade({ ...of, reason: 'not there' });
    const later = [...inDoubt, again, ...sent(payId(ada), 2)];
    const lost = [PaymentUncertain({ ...of, reason: 'lost' }), PaymentNeedsPerson({ ...of, reason: 'not found' })];
    for (const before of [underWay, later, [...later, ...lost]])
      given(...before)
        .when({ ...resolve, isMade: false })
        .thenRefused('payment/not-in-doubt');
  });
});

describe('a bonus that is withdrawn while its payment is under way', () => {
  const bonusOf = { runId, paymentId: bonusPayId(bonusId) };
  const withdrawn = [
    ...[...done, bonus, bonusIntended(ada, bonusId), ...sent(bonusPayId(bonusId))],
    bonusWithdrawn(ada),
  ];
  const settleBonus = (settlement: Outcome) =>
    ({
      type: 'payments.settle',
      settlements: [{ paymentId: bonusPayId(bonusId), ...settlement } as Settlement],
    }) as const;

  it('is recorded as paid if the provider has paid it', () =>
    given(...withdrawn)
      .when(settleBonus({ outcome: 'paid', how: 'found' }))
      .then(PaymentConfirmed({ ...bonusOf, how: 'found' }), UnitBonusPaid({ ...work, bonusId })));
  it('stays committed until it is certain that it is not paid', () => {
    const before = committedCents(runAfter(...done));
    expect(committedCents(runAfter(...withdrawn))).toBe(before + 210);
    const notMade = PaymentNotMade({ ...bonusOf, reason: 'No.' });
    expect(committedCents(runAfter(...withdrawn, notMade))).toBe(before);
  });
});

describe('a payment', () => {
  it('is recorded as sent before the provider is asked', () => {
    given(...intended)
      .when({ type: 'payments.prepare', payments: [{ paymentId: payId(ada), reference: 'list-1' }] })
      .then(PaymentPrepared({ ...of, reference: 'list-1' }));
    given(...intended, PaymentPrepared({ ...of, reference: 'list-1' }))
      .when({ type: 'payments.send', paymentIds: [payId(ada)] })
      .then(PaymentSent({ ...of, attempt: 1 }));
  });
  it('is not sent when its decision was taken back meanwhile', () =>
    given(...intended, PaymentPrepared({ ...of, reference: '' }), undone(ada))
      .when({ type: 'payments.send', paymentIds: [payId(ada)] })
      .then(PaymentWithdrawn(of)));
  it('settles the unit or the bonus in the same commit', () => {
    given(...underWay)
      .when(settle({ outcome: 'paid', how: 'replied' }))
      .then(PaymentConfirmed({ ...of, how: 'replied' }), paid);
    const paymentId = bonusPayId(bonusId);
    given(...done, bonus, bonusIntended(ada, bonusId), ...sent(paymentId))
      .when({ type: 'payments.settle', settlements: [{ paymentId, outcome: 'paid', how: 'found' }] })
      .then(PaymentConfirmed({ runId, paymentId, how: 'found' }), UnitBonusPaid({ ...work, bonusId }));
  });
  it('that nobody can be sure of is not sent again', () => {
    const uncertain = PaymentUncertain({ ...of, reason: 'The reply was lost.' });
    given(...underWay)
      .when(settle({ outcome: 'uncertain', reason: 'The reply was lost.' }))
      .then(uncertain);
    given(...underWay, uncertain)
      .when({ type: 'payments.send', paymentIds: [payId(ada)] })
      .then();
    given(...underWay, uncertain)
      .when(intend)
      .then();
    given(...underWay, uncertain)
      .when({ type: 'payment.retry', paymentId: payId(ada) })
      .thenRefused('payment/not-refused');
    given(...underWay, uncertain)
      .when({ type: 'payment.withdraw', paymentId: payId(ada) })
      .thenRefused('payment/sent');
  });
  it('is sent again once it is certain that it was not made, by a person too', () => {
    const lost = [...underWay, PaymentUncertain({ ...of, reason: 'lost' })];
    const person = [...lost, PaymentNeedsPerson({ ...of, reason: 'not found' })];
    const notMade = PaymentNotMade({ ...of, reason: 'not there' });
    for (const before of [lost, person])
      given(...before)
        .when(settle({ outcome: 'absent', reason: 'not there' }))
        .then(notMade);
    given(...lost, notMade, PaymentPrepared({ ...of, reference: '' }))
      .when({ type: 'payments.send', paymentIds: [payId(ada)] })
      .then(PaymentSent({ ...of, attempt: 2 }));
  });
  it('that a person withdrew stays so, and one that was not owed comes back', () => {
    const withdrawn = PaymentWithdrawn({ ...of, reason: 'Paid in cash.' });
    given(...intended)
      .when({ type: 'payment.withdraw', paymentId: payId(ada), reason: 'Paid in cash.' })
      .then(withdrawn);
    given(...intended, withdrawn)
      .when(intend)
      .then();
    given(...intended, PaymentWithdrawn(of))
      .when(intend)
      .then(payIntended(ada));
  });
  it('that was refused waits for a person to send it once more', () => {
    const refused = [...underWay, PaymentRefused({ ...of, reason: 'No money.' })];
    given(...refused)
      .when({ type: 'payment.retry', paymentId: payId(ada) })
      .then(PaymentRetried(of));
    given(...refused)
      .when(intend)
      .then();
  });
});

/** What the commands lead to, one after the other. */
function factsAfter(commands: readonly Parameters<typeof decide>[0][]) {
  const facts: ReturnType<typeof decide> = [...due];
  for (const one of commands) {
    try {
      facts.push(...decide(one, runAfter(...facts)));
    } catch (error) {
      // A refusal changes nothing.
      if (!(error instanceof Refusal)) throw error;
    }
  }
  return facts;
}

it('a payment is never sent while it may have been made, and confirmed once, in whatever order it is heard of', () => {
  const outcomes = fc.constantFrom(
    { outcome: 'paid', how: 'replied' },
    { outcome: 'paid', how: 'found' },
    { outcome: 'uncertain', reason: 'lost' },
    { outcome: 'absent', reason: 'not there' },
    { outcome: 'refused', reason: 'no' },
    { outcome: 'needs-person', reason: 'long' },
  );
  const command = fc.oneof(
    fc.constant(intend),
    fc.constant({ type: 'payments.prepare', payments: [{ paymentId: payId(ada), reference: '' }] } as const),
    fc.constant({ type: 'payments.send', paymentIds: [payId(ada)] } as const),
    fc.constant({ type: 'payment.retry', paymentId: payId(ada) } as const),
    fc.constant({ type: 'payment.withdraw', paymentId: payId(ada) } as const),
    outcomes.map((outcome) => settle(outcome as Outcome)),
  );
  fc.assert(
    fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
      const facts = factsAfter(commands);
      let mayHaveBeenMade = false;
      let confirmations = 0;
      for (const { type } of facts) {
        if (type === 'payment.sent') {
          expect(mayHaveBeenMade).toBe(false);
          mayHaveBeenMade = true;
        }
        if (type === 'payment.not-made' || type === 'payment.refused') mayHaveBeenMade = false;
        if (type === 'payment.confirmed') confirmations++;
      }
      expect(confirmations).toBeLessThanOrEqual(1);
      expect(facts.filter(({ type }) => type === 'unit.paid').length).toBe(confirmations);
    }),
    { numRuns: 300 },
  );
});
