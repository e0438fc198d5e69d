import * as sdk from '@aws-sdk/client-mturk';
import { afterEach, describe, expect, it } from 'vitest';
import { seeded } from '../../../../projections/statistics/seeded.ts';
import type { FakeMturk } from './fake-mturk.ts';
import { createHit, openStanding, sdkWithin, startMs } from './fixtures.ts';

let fake: FakeMturk;
afterEach(() => fake.close());

const startCents = 3000;

/** Does one thing by chance; what is refused is no matter here. */
async function doSomething(client: sdk.MTurkClient, random: () => number) {
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)];
  const { HITs = [] } = await client.send(new sdk.ListHITsCommand({ MaxResults: 100 }));
  const HITId = pick(HITs)?.HITId ?? '3NONE';
  const list = () => client.send(new sdk.ListAssignmentsForHITCommand({ HITId, MaxResults: 100 }));
  const AssignmentId = pick((await list().catch(() => undefined))?.Assignments ?? [])?.AssignmentId ?? '3NONE';
  const WorkerId = `AWORKER${Math.floor(random() * 5)}`;
  const ExpireAt = new Date(startMs + Math.floor(random() * 40) * 3_600_000);
  const work = () => fake.workers.submit(fake.workers.accept(WorkerId, HITId).assignmentId, { a: 'b' });
  const approve = () =>
    client.send(new sdk.ApproveAssignmentCommand({ AssignmentId, OverrideRejection: random() < 0.5 }));
  const actions: (() => unknown)[] = [
    ...[work, work, work, approve, approve, approve],
    () => createHit(client, { MaxAssignments: pick([1, 3, 9, 12]), Reward: pick(['0.01', '0.33', '1']) }),
    () => fake.workers.accept(WorkerId, HITId),
    () => client.send(new sdk.RejectAssignmentCommand({ AssignmentId, RequesterFeedback: 'No' })),
    () => client.send(new sdk.SendBonusCommand({ AssignmentId, WorkerId, BonusAmount: '0.07', Reason: 'Yes' })),
    () => client.send(new sdk.UpdateExpirationForHITCommand({ HITId, ExpireAt })),
    () => client.send(new sdk.CreateAdditionalAssignmentsForHITCommand({ HITId, NumberOfAdditionalAssignments: 2 })),
    () => client.send(new sdk.DeleteHITCommand({ HITId })),
    () => fake.clock.advance(Math.floor(random() * 1_200_000)),
    () => fake.clock.advance(random() < 0.1 ? 30 * 86_400_000 : 0),
  ];
  try {
    await pick(actions)?.();
  } catch {}
}

describe('the books', () => {
  it.each([1, 2, 3])(
    'add up after whatever happens, and nothing is spent that is not there (seed %i)',
    async (seed) => {
      fake = await openStanding({ balanceCents: startCents });
      const client = sdkWithin(fake);
      const random = seeded(seed);
      for (let nth = 0; nth < 120; nth++) {
        await doSomething(client, random);
        const { balanceCents, heldCents, availableCents, holds, movements } = fake.books();
        const sum = (rows: { cents: number }[]) => rows.reduce((total, { cents }) => total + cents, 0);
        expect([balanceCents + sum(movements), sum(holds)]).toEqual([startCents, heldCents]);
        expect(availableCents).toBeGreaterThanOrEqual(0);
      }
      expect(fake.books().movements.length).toBeGreaterThan(4);
    },
  );
});
