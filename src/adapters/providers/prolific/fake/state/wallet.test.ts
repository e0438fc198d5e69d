import { afterEach, describe, expect, it } from 'vitest';
import { seeded } from '../../../../../projections/statistics/seeded.ts';
import { simulateParticipants } from '../crowd.ts';
import { openForTests } from '../for-tests.ts';

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});
const open: typeof openForTests = async (settings) => {
  const all = await openForTests(settings);
  opened.push(all.fake);
  return all;
};
const rejectionText = 'The answers do not follow the instructions, and each of the colours has the same name. '.repeat(
  2,
);

describe('the wallet', () => {
  it.each([1, 2, 3])('adds up whatever the crowd and the reviewers do (seed %i)', async (seed) => {
    const { fake, clock, call, publish } = await open();
    const random = seeded(seed);
    const studyId = await publish({ total_available_places: 20 });
    const shares = { return: 0.2, late: 0.2, 'wrong-code': 0.1, 'never-begins': 0.1 };
    const crowd = simulateParticipants({ fake, random, studyId, count: 40, shares, arriveWithinMs: 3_600_000 });
    const moves = [
      { action: 'APPROVE' },
      { action: 'REJECT', message: rejectionText, rejection_category: 'LOW_EFFORT' },
      { action: 'UNREJECT' },
      { action: 'RETURN' },
      { action: 'UNRETURN' },
    ];
    for (let step = 0; step < 120; step++) {
      clock.advance(60_000);
      await crowd.idle();
      const ids = [...fake.world.submissions.keys()];
      const id = ids[Math.floor(random() * ids.length)];
      if (id) await call('POST', `submissions/${id}/transition/`, moves[Math.floor(random() * moves.length)]);
      const { movements, reservations, wallets } = fake.books();
      const signed = movements.reduce((sum, { kind, cents }) => sum + (kind === 'deposit' ? cents : -cents), 0);
      const reserved = reservations.reduce((sum, { cents }) => sum + cents, 0);
      expect(wallets[0]).toMatchObject({ balance_cents: signed, available_cents: signed - reserved });
    }
    clock.advance(30 * 24 * 3_600_000);
    await call('POST', `studies/${studyId}/transition/`, { action: 'STOP' });
    const approved = [...fake.world.submissions.values()].filter(({ status }) => status === 'APPROVED').length;
    const { movements, reservations } = fake.books();
    expect(movements.filter(({ kind }) => kind === 'reward').length).toBe(approved);
    expect(reservations).toEqual([]);
  });

  it('is used by one operation at a time, as long as that takes', async () => {
    const { fake, clock, call, publish, submit } = await open();
    const study = await publish();
    const [one, other] = [submit(study), submit(study)];
    fake.world.durations.walletMs = 1000;
    const approve = (id: string) => call('POST', `submissions/${id}/transition/`, { action: 'APPROVE' });
    const first = approve(one);
    expect((await approve(other)).status).toBe(429);
    clock.advance(1000);
    expect((await first).body.status).toBe('APPROVED');
  });

  it('pays what was accepted although the reply was lost', async () => {
    const { fake, clock, faults, call, publish, submit } = await open({ port: 0 });
    const study = await publish();
    const csv_bonuses = `${submit(study)},2`;
    const { body } = await call('POST', 'submissions/bonus-payments/', { study_id: study, csv_bonuses });
    faults.order({ kind: 'drop-after', operation: 'pay-bonuses', times: 1 });
    const paying = fetch(`${fake.url}/api/v1/bulk-bonus-payments/${body.id}/pay/`, {
      method: 'POST',
      headers: { authorization: `Token ${fake.token}`, 'content-type': 'application/json' },
    });
    await expect(paying).rejects.toThrow();
    clock.advance(fake.world.durations.bonusMs);
    expect(
      fake
        .books()
        .movements.filter(({ kind }) => kind === 'bonus')
        .map(({ cents }) => cents),
    ).toEqual([200]);
  });

  it('pays twice when a request to pay arrives twice', async () => {
    const { fake, clock, faults, call, publish, submit } = await open();
    const study = await publish();
    const csv_bonuses = `${submit(study)},2`;
    const { body } = await call('POST', 'submissions/bonus-payments/', { study_id: study, csv_bonuses });
    faults.order({ kind: 'twice', operation: 'pay-bonuses', times: 1 });
    expect((await call('POST', `bulk-bonus-payments/${body.id}/pay/`)).status).toBe(202);
    clock.advance(fake.world.durations.bonusMs);
    expect(fake.books().movements.filter(({ kind }) => kind === 'bonus').length).toBe(2);
  });

  it('of a new workspace is empty', async () => {
    const { fake, call } = await open();
    const { id } = (await call('POST', 'workspaces/', { title: 'Other' })).body;
    expect((await call('GET', `workspaces/${id}/balance/`)).body.total_balance).toBe(0);
    await call('POST', '/fake/deposit', { workspace_id: id, cents: 500 });
    expect(fake.books().wallets.find(({ workspace }) => workspace === id)?.available_cents).toBe(500);
  });
});
