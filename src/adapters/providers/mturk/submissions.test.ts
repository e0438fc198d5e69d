import { afterEach, describe, expect, it } from 'vitest';
import type { PublishedOffer, SubmissionReport } from '../../../runtime/ports/provider-account.ts';
import { openSigned } from './for-tests.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});
async function given(...settings: Parameters<typeof openSigned>) {
  const signed = await openSigned(...settings);
  opened.push(signed);
  const { account } = signed;
  const read = async (offer: PublishedOffer, since?: string) => {
    const found: SubmissionReport[] = [];
    for await (const page of account.submissions(offer, since)) found.push(...page);
    return found;
  };
  return { ...signed, read };
}

const minuteMs = 60_000;

describe('submissions at MTurk', () => {
  it('have the code, the answer and when they are approved by themselves', async () => {
    const { account, terms, work, read } = await given();
    const offer = await account.publish(terms());
    const done = work('offer-1', { code: 'C-7K2P9', answer: '{"colour":"red"}' });
    const [report] = await read(offer);
    expect(report).toMatchObject({ ...done, status: 'submitted', code: 'C-7K2P9', answer: { colour: 'red' } });
    const [at, approvesAt] = [Date.parse(report?.at ?? ''), Date.parse(report?.approvesAt ?? '')];
    expect(approvesAt - at).toBe(604_800_000);
  });

  it('cost a request for each that has changed, and one for a hundred HITs', async () => {
    const { account, terms, work, read, counts, fake } = await given();
    const offer = await account.publish(terms({ places: 120 }));
    const done = Array.from({ length: 120 }, () => work('offer-1'));
    const asked = async (since?: string) => {
      for (const key of Object.keys(counts)) delete counts[key];
      const { length } = await read(offer, since);
      return { found: length, ...counts };
    };
    const all = { ListReviewableHITs: 3, ListAssignmentsForHIT: 120 };
    expect(await asked()).toEqual({ found: 120, ...all });
    fake.clock.advance(minuteMs);
    const since = new Date(fake.clock.now()).toISOString();
    expect(await asked(since)).toEqual({ found: 0, ListReviewableHITs: 3 });
    const pay = { id: 'p', kind: 'pay' as const, cents: 200, reason: 'Thank you.' };
    await account.send(
      offer,
      done.slice(0, 2).map((one, nth) => ({ ...pay, ...one, id: `p${nth}` })),
      { reference: '' },
    );
    expect(await asked(since)).toEqual({ found: 2, ListReviewableHITs: 3, ListAssignmentsForHIT: 2 });
    expect(await asked()).toEqual({ found: 120, ...all });
  });

  it('are told of again when a rejection was taken back, which no count shows', async () => {
    const { account, terms, work, read, fake } = await given();
    const offer = await account.publish(terms());
    const done = work('offer-1');
    await account.reject(offer, done.submission, 'No answer.');
    expect((await read(offer)).map(({ status }) => status)).toEqual(['rejected']);
    fake.clock.advance(minuteMs);
    const since = new Date(fake.clock.now()).toISOString();
    expect(await read(offer, since)).toEqual([]);
    const pay = { id: 'p', kind: 'pay' as const, cents: 200, reason: '', ...done };
    await account.send(offer, [pay], { reference: '' });
    expect((await read(offer, since)).map(({ status }) => status)).toEqual(['approved']);
  });

  it('are read once the list shows them, though their HIT counted them before', async () => {
    const { account, terms, work, read, fake } = await given({ consistencyDelayMs: minuteMs });
    const offer = await account.publish(terms());
    fake.clock.advance(2 * minuteMs);
    const since = new Date(fake.clock.now()).toISOString();
    const done = work('offer-1');
    expect(await read(offer, since)).toEqual([]);
    fake.clock.advance(2 * minuteMs);
    expect((await read(offer, since)).map(({ submission }) => submission)).toEqual([done.submission]);
  });

  it('are those of the offer alone', async () => {
    const { account, terms, work, read } = await given();
    const [one, other] = [await account.publish(terms()), await account.publish(terms({ id: 'offer-2' }))];
    const [mine, theirs] = [work('offer-1'), work('offer-2')];
    expect((await read(one)).map(({ submission }) => submission)).toEqual([mine.submission]);
    expect(await account.submissionsOf(other, [mine.submission, theirs.submission])).toMatchObject([theirs]);
  });

  it('are not told of before they are handed in', async () => {
    const { account, terms, fake, read } = await given();
    const offer = await account.publish(terms());
    const worker = fake.workers.add().id;
    const { assignmentId } = fake.workers.accept(worker, fake.workers.find(worker)[0]?.hitId ?? '');
    expect([await read(offer), await account.submissionsOf(offer, [assignmentId])]).toEqual([[], []]);
    await expect(account.askToReturn(offer, assignmentId, 'It is over.')).rejects.toMatchObject({
      code: 'provider/refused',
    });
  });

  it('are written about only to workers whose work was decided on', async () => {
    const { account, terms, work, fake } = await given();
    const offer = await account.publish(terms());
    const { worker, submission } = work('offer-1');
    await expect(account.message(offer, worker, 'Hello.')).rejects.toThrow(
      'You have not reviewed work of this Worker before.',
    );
    await account.reject(offer, submission, 'No answer.');
    await account.message(offer, worker, 'Hello.');
    expect(fake.workers.emails()).toMatchObject([
      { workerId: worker, subject: 'About your work on "Colours"', text: 'Hello.' },
    ]);
  });
});
