import { decodeProtectedHeader, importJWK, jwtVerify } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { openForTests, someStudy } from '../for-tests.ts';

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});
const open = async () => {
  const all = await openForTests();
  opened.push(all.fake);
  return all;
};

describe('the operations', () => {
  it('all reply in their exact form', async () => {
    const { fake, clock, call, publish, submit } = await open();
    const { workspaceId: w, projectId: p } = fake;
    const study = await publish();
    const draft = (await call('POST', 'studies/', someStudy)).body.id;
    const other = (await call('POST', 'studies/', someStudy)).body.id;
    const submission = submit(study);
    const { participantId } = fake.world.submissions.get(submission) ?? { participantId: '' };
    const group = (
      await call('POST', 'participant-groups/', { name: 'G', workspace_id: w, participant_ids: [participantId] })
    ).body.id;
    const set = (await call('POST', 'filter-sets/', { name: 'S', workspace_id: w })).body.id;
    await call('POST', '/fake/messages', { participant_id: participantId, body: 'Hello' });
    const asked: [Parameters<typeof call>[0], string, number, unknown?][] = [
      ['GET', 'users/me/', 200],
      ['GET', 'workspaces/', 200],
      ['POST', 'workspaces/', 201, { title: 'W' }],
      ['GET', `workspaces/${w}/`, 200],
      ['PATCH', `workspaces/${w}/`, 200, { title: 'Ours' }],
      ['GET', `workspaces/${w}/balance/`, 200],
      ['GET', `workspaces/${w}/projects/`, 200],
      ['POST', `workspaces/${w}/projects/`, 201, { title: 'P' }],
      ['GET', `projects/${p}/`, 200],
      ['PATCH', `projects/${p}/`, 200, { title: 'P' }],
      ['GET', `projects/${p}/studies/?page_size=5&ordering=-date_created`, 200],
      ['GET', 'studies/?state=ACTIVE', 200],
      ['GET', `studies/${study}`, 200],
      ['POST', `studies/${study}/clone/`, 200, {}],
      ['POST', `studies/${study}/test-study`, 200],
      ['GET', `studies/${study}/cost/`, 200],
      ['GET', `studies/${study}/cost/?is_projected=true`, 200],
      ['GET', `studies/${study}/submissions/`, 200],
      ['GET', `studies/${study}/submissions/counts/`, 200],
      ['GET', `studies/${study}/access-details-progress/`, 404],
      ['POST', 'study-cost-calculator/', 200, { reward: 200, total_available_places: 2 }],
      ['DELETE', `studies/${draft}/`, 204],
      ['DELETE', `projects/${p}/studies/${other}/`, 204],
      ['DELETE', `studies/${study}/`, 400],
      ['GET', 'filters/?detailed=true', 200],
      ['GET', 'filters/age/distribution/', 200],
      ['POST', 'eligibility-count/', 200, { workspace_id: w, filters: [] }],
      ['GET', 'filter-sets/', 200],
      ['POST', `filter-sets/${set}/lock/`, 200],
      ['PATCH', `filter-sets/${set}/`, 400, { name: 'T' }],
      ['POST', `filter-sets/${set}/unlock/`, 200],
      ['PATCH', `filter-sets/${set}/`, 200, { name: 'T' }],
      ['POST', `filter-sets/${set}/clone/`, 201],
      ['DELETE', `filter-sets/${set}/`, 204],
      ['GET', `submissions/?study=${study}&status=AWAITING REVIEW&submitted_from=01/01/2026`, 200],
      ['GET', 'submissions/', 400],
      ['GET', `submissions/${submission}/`, 200],
      ['POST', `submissions/${submission}/request-return/`, 200, { request_return_reasons: ['Empty.'] }],
      ['GET', `participant-groups/?workspace_id=${w}`, 200],
      ['GET', `participant-groups/${group}/`, 200],
      ['GET', `participant-groups/${group}/participants/`, 200],
      ['POST', 'messages/', 204, { recipient_id: participantId, body: 'Hi', study_id: study }],
      ['POST', 'messages/bulk/', 204, { ids: [participantId], body: 'Hi', study_id: study }],
      ['POST', 'messages/participant-group/', 204, { participant_group_id: group, body: 'Hi' }],
      ['GET', `messages/?user_id=${participantId}`, 200],
      ['GET', 'messages/?created_after=2025-01-01T00:00:00Z', 400],
      ['GET', 'messages/unread/', 200],
      ['DELETE', `participant-groups/${group}/`, 204],
      ['GET', 'hooks/event-types/', 200],
      ['GET', `hooks/secrets/?workspace_id=${w}`, 200],
      ['GET', `hooks/subscriptions/?workspace_id=${w}`, 200],
      ['POST', 'researchers/participants/', 201, { email: 'a@example.com' }],
      ['POST', 'invitations/', 201, { association: w, emails: ['a@example.com'], role: 'WORKSPACE_ADMIN' }],
      ['GET', 'reward-recommendations/?currency=GBP', 200],
      ['GET', 'no-such-thing/', 404],
    ];
    for (const [method, path, status, body] of asked) {
      const reply = await call(method, path, body);
      expect([method, path, reply.status, reply.status >= 500 ? reply.text : '']).toEqual([method, path, status, '']);
    }
    expect((await call('GET', `messages/?user_id=${participantId}`)).body.results.length).toBe(4);
    const screened = await call('POST', `studies/${study}/screen-out-submissions/`, {
      submission_ids: [submission],
      bonus_per_submission: 30,
      increase_places: true,
    });
    expect(screened.body.payment_per_participant).toEqual({ amount: 30, currency: 'GBP' });
    clock.advance(1);
    expect((await call('GET', `studies/${study}/`)).body.total_available_places).toBe(3);
  });

  it('publish at a time, or not', async () => {
    const { clock, call } = await open();
    const { id } = (await call('POST', 'studies/', someStudy)).body;
    const move = (body: object) => call('POST', `studies/${id}/transition/`, body).then(({ status }) => status);
    expect(await move({ action: 'SCHEDULE_PUBLISH' })).toBe(400);
    expect(await move({ action: 'SCHEDULE_PUBLISH', publish_at: '2026-01-02T00:00:00Z' })).toBe(200);
    expect(await move({ action: 'CANCEL_PUBLISH' })).toBe(200);
    expect(await move({ action: 'SCHEDULE_PUBLISH', publish_at: '2026-01-02T00:00:00Z' })).toBe(200);
    clock.advance(24 * 3_600_000 + 5000);
    expect((await call('GET', `studies/${id}/`)).body.status).toBe('ACTIVE');
    expect([await move({ action: 'PAUSE' }), await move({ action: 'PAUSE' }), await move({ action: 'START' })]).toEqual(
      [200, 400, 200],
    );
  });

  it('give each address of a study its share of the places', async () => {
    const { fake, call, publish } = await open();
    const access_details = ['a', 'b'].map((name) => ({ external_url: `https://${name}.example`, total_allocation: 1 }));
    const study = await publish({ external_study_url: null, access_details });
    const urls = [1, 2].map(() =>
      fake.participants.open(fake.participants.reserve(study, fake.participants.add().id).id),
    );
    expect(urls).toEqual(['https://a.example', 'https://b.example']);
    expect((await call('GET', `studies/${study}/access-details-progress/`)).body).toMatchObject([
      { total_allocation: 1, submissions: { ACTIVE: 1 } },
      { total_allocation: 1, submissions: { ACTIVE: 1 } },
    ]);
  });

  it('sign addresses with a key that they show', async () => {
    const { fake, call, publish } = await open();
    const study = await publish({ is_external_study_url_secure: true });
    const url = fake.participants.open(fake.participants.reserve(study, fake.participants.add().id).id);
    const token = new URL(url).searchParams.get('prolific_token') ?? '';
    const [key] = (await call('GET', '/.well-known/study/jwks.json')).body.keys;
    expect(decodeProtectedHeader(token).kid).toBe(key.kid);
    const currentDate = new Date(fake.world.clock.now());
    const { payload } = await jwtVerify(token, await importJWK(key, 'RS256'), { currentDate });
    expect(payload).toMatchObject({ iss: 'https://www.prolific.com', prolific: { s: study } });
  });

  it('of the simulation need no token', async () => {
    const { fake, publish } = await open();
    const study = await publish();
    const post = async (url: string, payload?: object) =>
      (await fake.app.inject({ method: 'POST', url, ...(payload ? { payload } : {}) })).json();
    const { participant_id } = await post('/fake/participants', { attributes: { age: 30 } });
    const { id } = await post('/fake/reserve', { study_id: study, participant_id });
    expect((await post(`/fake/submissions/${id}/open`)).url).toContain(id);
    expect((await post(`/fake/submissions/${id}/time-out`)).status).toBe('TIMED-OUT');
    expect((await post(`/fake/submissions/${id}/complete`, { code: 'RIGHT' })).entered_code).toBe('RIGHT');
    await post('/fake/clock', { advance_ms: 4000 });
    expect((await post(`/fake/submissions/${id}/return`)).status).toBe('RETURNED');
    expect((await post('/fake/faults', { kind: 'slow' })).length).toBe(1);
    expect((await fake.app.inject({ method: 'DELETE', url: '/fake/faults' })).json()).toEqual([]);
    expect((await fake.app.inject({ url: '/fake/books' })).json()).toMatchObject({ movements: [{ kind: 'deposit' }] });
  });
});
