import { expect, it } from 'vitest';
import { evolve } from '../../actors/evolve-run.ts';
import { decide } from '../../actors/run-decide.ts';
import { runAfter } from '../../actors/specify.ts';
import { begun, runId, stopped } from '../../events/fixtures.ts';
import { OfferWithdrawalBegun } from '../../events/offer.ts';
import { offerId, offerIntended } from '../../events/provider-fixtures.ts';
import { performOffer } from './perform-offer.ts';
import type { AtWork } from './provider-work.ts';

it.each([
  ['its run', stopped],
  ['a person', OfferWithdrawalBegun({ runId, offerId })],
])(
  'an offer that was published without a record, and is taken away by %s, is known by its name there',
  async (_, end) => {
    const run = runAfter(...begun(), offerIntended, end);
    const withdrawn: string[] = [];
    await performOffer({
      offerId,
      run: {
        runId,
        state: () => run,
        ask: async (command: never) => {
          const facts = decide(command, run);
          for (const fact of facts) evolve(run, fact);
          return { facts };
        },
      },
      account: {
        openOffers: async () => [{ id: offerId, external: 'study-1', places: 4 }],
        withdraw: async ({ external }: { external: string }) => void withdrawn.push(external),
        cleanUp: async () => undefined,
      },
    } as unknown as AtWork);
    expect(withdrawn).toEqual(['study-1']);
    const offer = run.offers.get(offerId);
    expect([offer?.value, offer?.context.external]).toEqual(['withdrawn', 'study-1']);
  },
);
