import { afterEach, describe, expect, it } from 'vitest';
import { costOfPlace, openForTests, someStudy } from './for-tests.ts';

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});
const open: typeof openForTests = async (settings) => {
  const all = await openForTests(settings);
  opened.push(all.fake);
  return all;
};
const longText = 'The answers do not follow the instructions of the study, as each colour was named the same. '.repeat(
  2,
);

describe('the simulated Prolific', () => {
  it('takes its token and no other form of it', async () => {
    const { fake } = await open();
    const get = (authorization: string) =>
      fake.app.inject({ url: '/api/v1/users/me/', headers: { authorization } }).then(({ statusCode }) => statusCode);
    expect(await Promise.all([get(`Token ${fake.token}`), get(`Bearer ${fake.token}`), get('')])).toEqual([
      200, 401, 401,
    ]);
  });

  it('has pages with links, and none past the end', async () => {
    const { call } = await open();
    for (let nth = 0; nth < 21; nth++) await call('POST', 'studies/', someStudy);
    const first = await call('GET', 'studies/');
    expect([first.body.results.length, first.body.meta]).toEqual([20, { count: 21 }]);
    const second = await call(
      'GET',
      new URL(first.body._links.next.href).pathname + new URL(first.body._links.next.href).search,
    );
    expect([second.body.results.length, second.body._links.next.href]).toEqual([1, null]);
    const third = await call('GET', 'studies/?page=3');
    expect([third.status, third.body]).toEqual([404, { detail: 'Not found.' }]);
  });

  it('has three forms of errors', async () => {
    const { call } = await open();
    const unknown = '0'.repeat(24);
    expect((await call('GET', `studies/${unknown}/`)).body).toMatchObject({ error: { status: 404 } });
    expect((await call('GET', `participant-groups/${unknown}/`)).body).toMatchObject({ status: 404 });
    expect((await call('GET', 'messages/')).body).toMatchObject({ message: 'Bad request' });
  });

  it.each([
    ['eligibility_requirements', { eligibility_requirements: [] }],
    ['reward', { reward: 99 }],
    ['completion_codes', { completion_codes: [someStudy.completion_codes[0], someStudy.completion_codes[0]] }],
    [
      'access_details',
      { external_study_url: null, access_details: [{ external_url: 'https://a.example', total_allocation: 1 }] },
    ],
    ['external_study_url', { external_study_url: null }],
    ['maximum_allowed_time', { maximum_allowed_time: 28 }],
    ['filters', { filters: [{ filter_id: 'participant-group-allowlist', selected_values: ['x'] }] }],
  ])('refuses a study for its %s', async (field, fields) => {
    const { call } = await open();
    const reply = await call('POST', 'studies/', { ...someStudy, ...fields });
    expect([reply.status, Object.keys(reply.body.error.detail)]).toEqual([400, [field]]);
  });

  it('reserves money when a study is published, and pays reward, fee and tax when a submission is approved', async () => {
    const { fake, call, publish, submit } = await open({ balanceCents: 1000 });
    const study = await publish();
    expect(fake.books().wallets[0]).toMatchObject({ balance_cents: 1000, available_cents: 1000 - 2 * costOfPlace });
    const submission = submit(study);
    expect((await call('POST', `submissions/${submission}/transition/`, { action: 'APPROVE' })).body.status).toBe(
      'APPROVED',
    );
    expect((await call('POST', `submissions/${submission}/transition/`, { action: 'APPROVE' })).status).toBe(200);
    expect(
      fake
        .books()
        .movements.slice(1)
        .map(({ kind, cents }) => [kind, cents]),
    ).toEqual([
      ['reward', 200],
      ['fee', 67],
      ['vat', 13],
    ]);
    expect(fake.books().wallets[0]).toMatchObject({ balance_cents: 720, available_cents: 1000 - 2 * costOfPlace });
    await call('POST', `studies/${study}/transition/`, { action: 'STOP' });
    expect(fake.books().wallets[0]).toMatchObject({ balance_cents: 720, available_cents: 720 });
  });

  it('publishes nothing that cannot be paid', async () => {
    const { call } = await open({ balanceCents: 559 });
    const { body } = await call('POST', 'studies/', someStudy);
    expect((await call('POST', `studies/${body.id}/transition/`, { action: 'PUBLISH' })).status).toBe(400);
    expect((await call('GET', `studies/${body.id}/`)).body.status).toBe('UNPUBLISHED');
  });

  it('lets only some fields of a published study change, and places only grow', async () => {
    const { call, publish } = await open();
    const study = await publish();
    const patch = (fields: object) => call('PATCH', `studies/${study}/`, fields).then(({ status }) => status);
    expect(await patch({ reward: 300 })).toBe(400);
    expect(await patch({ total_available_places: 1 })).toBe(400);
    expect(await patch({ total_available_places: 3 })).toBe(200);
    expect(await patch({ internal_name: 'ours' })).toBe(200);
  });

  it('ends reservations after ten minutes, and work after the allowed time, and still takes late codes', async () => {
    const { fake, clock, call, publish } = await open();
    const study = await publish();
    const statusOf = (id: string) => call('GET', `submissions/${id}/`).then(({ body }) => body.status);
    const reserved = fake.participants.reserve(study, fake.participants.add().id).id;
    clock.advance(10 * 60_000);
    expect(await statusOf(reserved)).toBe('TIMED-OUT');
    const { id, participantId } = fake.participants.reserve(study, fake.participants.add().id);
    expect(fake.participants.open(id)).toBe(`https://study.example/?p=${participantId}&s=${study}&i=${id}`);
    clock.advance(29 * 60_000);
    expect(await statusOf(id)).toBe('TIMED-OUT');
    fake.participants.complete(id, 'RIGHT');
    clock.advance(fake.world.durations.processingMs);
    expect(await statusOf(id)).toBe('AWAITING REVIEW');
  });

  it('refuses to approve before the code has arrived, then processes, and approves by itself after 21 days', async () => {
    const { fake, clock, call, publish } = await open();
    const { id } = fake.participants.reserve(await publish(), fake.participants.add().id);
    const approve = () =>
      call('POST', `submissions/${id}/transition/`, { action: 'APPROVE' }).then(({ status }) => status);
    const status = () => call('GET', `submissions/${id}/`).then(({ body }) => body.status);
    fake.participants.open(id);
    fake.participants.complete(id, 'RIGHT');
    expect([await status(), await approve()]).toEqual(['ACTIVE', 400]);
    clock.advance(2000);
    expect([await status(), await approve()]).toEqual(['PROCESSING', 400]);
    clock.advance(2000);
    expect(await status()).toBe('AWAITING REVIEW');
    clock.advance(21 * 24 * 3_600_000);
    expect(await status()).toBe('APPROVED');
  });

  it('rejects with a category and a hundred characters', async () => {
    const { call, publish, submit } = await open();
    const submission = submit(await publish(), 'WRONG');
    const reject = (message: string, rejection_category: unknown) =>
      call('POST', `submissions/${submission}/transition/`, { action: 'REJECT', message, rejection_category });
    expect((await reject('Too short.', 'BAD_CODE')).status).toBe(400);
    expect((await reject(longText, ['BAD_CODE'])).status).toBe(400);
    expect((await reject(longText, 'BAD_CODE')).body).toMatchObject({ status: 'REJECTED', entered_code: 'WRONG' });
    const undone = await call('POST', `submissions/${submission}/transition/`, { action: 'UNREJECT' });
    expect(undone.body.status).toBe('AWAITING REVIEW');
  });

  it('pays bonuses as often as it is called, some time later', async () => {
    const { fake, clock, call, publish, submit } = await open();
    const study = await publish();
    const submission = submit(study);
    const draft = await call('POST', 'submissions/bonus-payments/', {
      study_id: study,
      csv_bonuses: `${submission},1.50\n`,
    });
    expect([draft.status, draft.body]).toMatchObject([201, { amount: 150, fees: 50, vat: 10, total_amount: 210 }]);
    const pay = () => call('POST', `bulk-bonus-payments/${draft.body.id}/pay/`);
    const reply = await pay();
    expect([reply.status, typeof reply.body]).toEqual([202, 'string']);
    expect((await pay()).status).toBe(202);
    expect((await call('GET', `submissions/${submission}/`)).body.bonus_payments).toEqual([]);
    clock.advance(60_000);
    expect((await call('GET', `submissions/${submission}/`)).body.bonus_payments).toEqual([150, 150]);
    expect(fake.books().movements.filter(({ kind }) => kind === 'bonus').length).toBe(2);
  });

  it('names the ids of a bonus that took no part', async () => {
    const { call, publish } = await open();
    const csv_bonuses = `${'a'.repeat(24)},1`;
    const reply = await call('POST', 'submissions/bonus-payments/', { study_id: await publish(), csv_bonuses });
    expect([reply.status, reply.text]).toEqual([400, expect.stringContaining('a'.repeat(24))]);
  });

  it('refuses operations with money that overlap', async () => {
    const { call, publish, submit } = await open();
    const study = await publish();
    const both = [submit(study), submit(study)];
    const replies = await Promise.all(
      both.map((id) => call('POST', `submissions/${id}/transition/`, { action: 'APPROVE' })),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 429]);
  });

  it('approves in bulk some time later, and ends the study', async () => {
    const { clock, call, publish, submit } = await open();
    const study = await publish();
    const submission_ids = [submit(study), submit(study)];
    const status = () => call('GET', `studies/${study}/`).then(({ body }) => body.status);
    expect(await status()).toBe('AWAITING REVIEW');
    expect((await call('POST', 'submissions/bulk-approve/', { submission_ids })).status).toBe(200);
    expect(await status()).toBe('AWAITING REVIEW');
    clock.advance(2000);
    expect(await status()).toBe('COMPLETED');
    const counts = await call('GET', `studies/${study}/submissions/counts/`);
    expect(counts.body).toMatchObject({ APPROVED: 2, TOTAL: 2, 'TIMED-OUT': 0 });
    await call('PATCH', `studies/${study}/`, { total_available_places: 3 });
    expect(await status()).toBe('ACTIVE');
  });

  it('pays a part for a code of the researcher', async () => {
    const code = { code: 'PART', code_type: 'OTHER', actor: 'researcher', actions: [{ action: 'DYNAMIC_PAYMENT' }] };
    const { fake, call, publish, submit } = await open();
    const submission = submit(await publish({ completion_codes: [...someStudy.completion_codes, code] }));
    const reply = await call('POST', `submissions/${submission}/transition/`, {
      action: 'COMPLETE',
      completion_code: 'PART',
      completion_code_data: { percentage_of_reward: 50 },
    });
    expect(reply.body.status).toBe('PARTIALLY APPROVED');
    expect(fake.books().movements.at(-3)).toMatchObject({ kind: 'reward', cents: 100 });
  });

  it('screens out for a fixed reward, and frees the place', async () => {
    const fixed = { action: 'FIXED_SCREEN_OUT_PAYMENT', fixed_screen_out_reward: 20, slots: 1 };
    const code = { code: 'OUT', code_type: 'FIXED_SCREENOUT', actions: [fixed] };
    const { fake, call, publish, submit } = await open();
    const study = await publish({ completion_codes: [...someStudy.completion_codes, code] });
    expect((await call('GET', `submissions/${submit(study, 'OUT')}/`)).body.status).toBe('SCREENED OUT');
    expect((await call('GET', `studies/${study}/`)).body.places_taken).toBe(0);
    expect(fake.books().movements.at(-3)).toMatchObject({ kind: 'screen-out', cents: 20 });
    expect((await call('GET', `submissions/${submit(study, 'OUT')}/`)).body.status).toBe('AWAITING REVIEW');
  });

  it('keeps members of groups, overwrites them by PATCH, and lets blocked ones in no more', async () => {
    const { fake, call, publish } = await open();
    const [one, other] = [fake.participants.add().id, fake.participants.add().id];
    const made = await call('POST', 'participant-groups/', { name: 'Blocked', workspace_id: fake.workspaceId });
    const path = `participant-groups/${made.body.id}/`;
    const filters = [{ filter_id: 'participant_group_blocklist', selected_values: [made.body.id] }];
    const study = await publish({ filters });
    await call('POST', `${path}participants/`, { participant_ids: [one] });
    expect(() => fake.participants.reserve(study, one)).toThrow('not eligible');
    await call('PATCH', path, { participant_ids: [other] });
    expect(fake.participants.reserve(study, one).status).toBe('RESERVED');
    const left = await call('DELETE', `${path}participants/`, { participant_ids: [other] });
    expect(left.body).toEqual({ results: [] });
  });

  it('makes the faults that are ordered', async () => {
    const { faults, call } = await open();
    faults.order({ kind: 'drop-after', operation: 'create-study', times: 1 });
    await expect(call('POST', 'studies/', someStudy)).rejects.toThrow();
    expect((await call('GET', 'studies/')).body.meta.count).toBe(1);
    faults.order({ kind: 'rate-limit', times: 1 });
    expect((await call('GET', 'studies/')).body.error.status).toBe(429);
  });
});
