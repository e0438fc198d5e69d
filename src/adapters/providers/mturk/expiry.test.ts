import { afterEach, describe, expect, it } from 'vitest';
import { hitsOf, openSigned } from './for-tests.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});
async function given(...settings: Parameters<typeof openSigned>) {
  const signed = await openSigned(...settings);
  opened.push(signed);
  return signed;
}

describe('the places of an offer at MTurk', () => {
  it('are paused and opened again any number of times within a second', async () => {
    const { account, terms } = await given();
    const offer = await account.publish(terms());
    for (let nth = 0; nth < 3; nth++) {
      await account.pause(offer);
      expect(await account.status(offer)).toBe('paused');
      await account.resume(offer);
      expect(await account.status(offer)).toBe('published');
    }
  });

  it('stay closed when a paused offer gets more, and when it has ended', async () => {
    const { account, terms, fake } = await given();
    const offer = await account.publish(terms());
    await account.pause(offer);
    await account.raisePlaces(offer, 5);
    expect([await account.status(offer), hitsOf(fake, 'offer-1').length]).toEqual(['paused', 5]);
    await account.withdraw(offer);
    await account.resume(offer);
    expect(await account.status(offer)).toBe('ended');
  });

  it('are taken back at more than a hundred in a second, and all of them in spite of failures', async () => {
    const { account, terms, fake, faults } = await given();
    const offer = await account.publish(terms({ places: 300 }));
    const held = fake.books().heldCents;
    faults.order({ kind: 'drop-after', operation: 'UpdateExpirationForHIT', times: 5 });
    const startedMs = performance.now();
    await account.withdraw(offer);
    const perSecond = 300 / ((performance.now() - startedMs) / 1000);
    expect([held, fake.books().heldCents]).toEqual([300 * 240, 0]);
    expect(perSecond).toBeGreaterThan(100);
  });

  it('are over when all are taken and done', async () => {
    const { account, terms, work } = await given();
    const offer = await account.publish(terms({ places: 1 }));
    work('offer-1');
    expect(await account.status(offer)).toBe('ended');
  });

  it('go away when nothing is left to decide on them', async () => {
    const { account, terms, work, fake } = await given();
    const offer = await account.publish(terms());
    const [done, , inside] = [work('offer-1'), work('offer-1'), hitsOf(fake, 'offer-1')[0]];
    const worker = fake.workers.add().id;
    const { assignmentId } = fake.workers.accept(
      worker,
      inside?.status === 'Assignable' ? inside.hitId : (fake.workers.find(worker)[0]?.hitId ?? ''),
    );
    await account.withdraw(offer);
    await account.send(offer, [{ id: 'p', kind: 'pay', ...done, cents: 200, reason: 'Thank you.' }], { reference: '' });
    await account.cleanUp(offer);
    expect(hitsOf(fake, 'offer-1')).toHaveLength(2);
    fake.workers.submit(assignmentId, { code: 'C' });
    await account.cleanUp(offer);
    expect(hitsOf(fake, 'offer-1')).toHaveLength(2);
  });
});
