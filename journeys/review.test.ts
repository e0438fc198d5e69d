import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { json, launch } from '../bench/api.ts';
import { labour } from '../bench/crowd/labour.ts';
import { writeTask } from '../bench/task.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { type Caller, callerAt } from './reviewers.ts';

type Row = Record<string, unknown>;

const colours = ['blue', 'blue', 'grey', 'green', 'green', 'green'];
const items = colours.map((colour, n) => ({ n, text: `image ${n}`, colour }));

describe('review by several people', () => {
  let daemon: TestDaemon;
  let run: string;
  let [anna, ben] = [] as unknown as [Caller, Caller];
  beforeAll(async () => {
    daemon = await openTestDaemon();
    const settings = { units_per_assignment: 3, currency: 'EUR', task_reward: 0.1 };
    run = (await launch(daemon.port, writeTask(join(daemon.folder, 'task'), 'colours', items, settings))).id;
    const answer = ({ data }: { data: Row }, worker: string) => ({
      colour: worker === 'cara' && Number(data.n) < 3 ? 'black' : data.colour,
      why: `${worker} saw it in ${data.text}, and ${'looked long '.repeat(8)}`,
    });
    await labour({ port: daemon.port, run, workers: ['ada', 'bob', 'cara'], answer });
    come();
  });
  afterAll(() => daemon.end());

  function come() {
    [anna, ben] = [callerAt(daemon.port, 'anna'), callerAt(daemon.port, 'ben')];
  }
  const unit = (index: number, place = 0) => `${run}.${index}.${place}`;
  const decide = (who: Caller, verb: string, id: string, body: unknown = {}) =>
    who.post(`/api/units/${id}/${verb}`, body);
  async function detail(id: string) {
    const { log } = await json<{ log: { sequence: number } }>(daemon.port, '/health');
    return (await anna.get(`/api/units/${id}?after=${log.sequence}`)).body;
  }
  const decisions = (body: Row) => (body.history as Row[]).slice(2).map(({ what, by, note }) => [what, by, note]);

  it('takes a decision back, and keeps both in its history', async () => {
    expect((await decide(anna, 'reject', unit(0), { note: 'Hasty.', message: 'Look longer.' })).status).toBe(202);
    expect(await detail(unit(0))).toMatchObject({ status: 'rejected', reviewed_by: 'reviewer:anna', note: 'Hasty.' });
    const half = await decide(ben, 'undo', unit(0), { note: 'Not hasty at all.\ud800' });
    expect(half).toMatchObject({ status: 400, body: { code: 'request/not-storable' } });
    expect((await decide(ben, 'undo', unit(0), { note: 'Not hasty at all.' })).status).toBe(202);
    const waiting = await detail(unit(0));
    expect(waiting).toMatchObject({ status: 'completed', reviewed_by: null, reviewed_at: null, note: null });
    await decide(ben, 'accept', unit(0));
    expect(decisions(await detail(unit(0)))).toEqual([
      ['rejected', 'reviewer:anna', 'Hasty.'],
      ['review_undone', 'reviewer:ben', 'Not hasty at all.'],
      ['accepted', 'reviewer:ben', null],
    ]);
    expect((await decide(ben, 'undo', unit(1))).body).toMatchObject({ code: 'unit/not-reviewed' });
  });

  it('never overwrites a decision of somebody else, and names the reviewer', async () => {
    const both = await Promise.all([decide(anna, 'accept', unit(1)), decide(ben, 'accept', unit(1))]);
    const first = both.findIndex(({ status }) => status === 202);
    const [[winner, name], [loser]] =
      first === 0 ? [[anna, 'anna'] as const, [ben] as const] : [[ben, 'ben'] as const, [anna] as const];
    const late = { status: 409, body: { code: 'unit/already-reviewed', message: expect.stringContaining(name) } };
    expect(both[1 - first]).toMatchObject(late);
    expect(await decide(loser, 'reject', unit(1), { note: 'No.' })).toMatchObject(late);
    expect((await decide(winner, 'accept', unit(1))).status).toBe(202);
    expect(decisions(await detail(unit(1)))).toHaveLength(1);
    // The same decision with something new adds it, once.
    for (const more of [{ note: 'Blue.' }, { message: 'Thank you.' }, { bonus_cents: 20 }, { note: 'Blue.' }])
      expect((await decide(winner, 'accept', unit(1), more)).status).toBe(202);
    const both20 = await decide(winner, 'accept', unit(1), { bonus_cents: 30 });
    expect([both20.status, both20.body.code]).toEqual([409, 'bonus/another']);
    expect((await decide(winner, 'accept', unit(1), { bonus_cents: 30, another: true })).status).toBe(202);
    const added = await detail(unit(1));
    expect(added).toMatchObject({ status: 'accepted', note: 'Blue.', bonus_cents: 50 });
    expect(
      decisions(added)
        .map(([what]) => what)
        .sort(),
    ).toEqual(['accepted', 'bonus_granted', 'bonus_granted', ...Array(4).fill('review_supplemented')].sort());
    expect(await decide(loser, 'accept', unit(1), { note: 'Blue.' })).toMatchObject(late);
  });

  it('needs a reason against the work', async () => {
    for (const verb of ['reject', 'soft-reject'])
      for (const body of [{}, { note: '  ' }, { message: 'Sorry.' }]) {
        const refused = await decide(anna, verb, unit(5), body);
        expect([refused.status, refused.body.code]).toEqual([400, 'review/no-reason']);
      }
    expect((await detail(unit(5))).status).toBe('completed');
  });

  it('shows who reviews which unit, and keeps others from deciding it meanwhile', async () => {
    const claim = (who: Caller, units: string[], release: string[] = []) => who.post('/api/claims', { units, release });
    expect((await claim(anna, [unit(2), unit(3)])).body).toMatchObject({ claimed: [{ by: 'reviewer:anna' }, {}] });
    const second = await claim(ben, [unit(2), unit(4)]);
    expect(second.body).toMatchObject({ claimed: [{ unit: unit(4) }], held: [{ unit: unit(2), by: 'reviewer:anna' }] });
    const refused = await decide(ben, 'accept', unit(2));
    expect([refused.status, refused.body.code]).toEqual([409, 'review/claimed']);
    expect(refused.body.message).toContain('anna');
    await decide(anna, 'accept', unit(2), { note: 'Plainly black, said twice.' });
    await claim(anna, [], [unit(3)]);
    expect((await ben.get('/api/claims')).body).toMatchObject({ claims: [{ unit: unit(4), by: 'reviewer:ben' }] });
    expect((await decide(ben, 'accept', unit(3))).status).toBe(202);
    await claim(ben, [], [unit(4)]);
    expect((await claim(ben, ['nothing.0.0'])).body).toMatchObject({ code: 'run/unknown' });
  });

  it('leaves a second opinion to somebody else', async () => {
    await decide(anna, 'second-opinion', unit(4), { note: 'Green or blue?' });
    const refused = await decide(anna, 'accept', unit(4));
    expect([refused.status, refused.body.code]).toEqual([409, 'review/second-opinion']);
    expect(await detail(unit(4))).toMatchObject({ status: 'completed', second_opinion: 'reviewer:anna' });
    const wanted = (await ben.get(`/api/units?run=${run}&second_opinion=true`)).body;
    expect(wanted).toMatchObject({ units: [{ id: unit(4) }], total: 1 });
    expect((await ben.get('/api/queue?by=item&second_opinion=true')).body).toMatchObject({
      groups: [{ key: `${run}.4`, waiting: 1 }],
    });
    daemon = await daemon.reopen();
    come();
    expect((await decide(anna, 'accept', unit(4))).body).toMatchObject({ code: 'review/second-opinion' });
    expect((await decide(ben, 'soft-reject', unit(4), { note: 'Thin.' })).status).toBe(202);
    expect(await detail(unit(4))).toMatchObject({ status: 'soft_rejected', second_opinion: null });
  });

  it('decides all answers of a worker but those for which the same reviewer asked for a second opinion', async () => {
    const two = items.slice(0, 2);
    const small = (await launch(daemon.port, writeTask(join(daemon.folder, 'small'), 'small', two))).id;
    await labour({ port: daemon.port, run: small, workers: ['dan'], answer: () => ({ colour: 'red' }) });
    const asked = `${small}.0.0`;
    await decide(anna, 'second-opinion', asked);
    const cara = callerAt(daemon.port, 'cara');
    expect((await decide(cara, 'second-opinion', asked)).status).toBe(202);
    const { worker } = await detail(asked);
    const all = { decision: 'accepted', worker, run: small };
    expect((await anna.lines('/api/verdicts', all)).at(-1)).toMatchObject({ reviewed: 1, refused: [] });
    expect((await detail(asked)).status).toBe('completed');
    expect((await ben.lines('/api/verdicts', all)).at(-1)).toMatchObject({ reviewed: 1, refused: [] });
    expect((await detail(asked)).status).toBe('accepted');
  });

  it('grants a bonus once, and records that it was paid or withdrawn', async () => {
    const granted = await decide(anna, 'bonus', unit(0), { cents: 40, reason: 'Thorough.' });
    const other = await decide(anna, 'accept', unit(5), { bonus_cents: 15 });
    expect([granted.status, other.status]).toEqual([202, 202]);
    const settle = (who: Caller, bonus: unknown, how: string) => who.post(`/api/bonuses/${bonus}/${how}`);
    expect((await settle(ben, granted.body.bonus, 'paid')).status).toBe(202);
    const again = await settle(anna, granted.body.bonus, 'withdraw');
    expect([again.status, again.body.code]).toEqual([409, 'bonus/settled']);
    const list = (await anna.get(`/api/bonuses?run=${run}&after=${other.body.sequence + 1}`)).body.bonuses as Row[];
    expect(list.slice(0, 2)).toMatchObject([
      { unit: unit(5), cents: 15, currency: 'EUR', state: 'intended' },
      { unit: unit(0), cents: 40, reason: 'Thorough.', state: 'paid', granted_by: 'reviewer:anna' },
    ]);
    await settle(anna, list[0]?.id, 'withdraw');
    expect(await detail(unit(5))).toMatchObject({ bonus_cents: 0, bonuses: [{ state: 'withdrawn' }] });
    expect(await detail(unit(0))).toMatchObject({ bonus_cents: 40 });
    expect((await settle(anna, 'nothing', 'paid')).status).toBe(404);
    expect((await decide(anna, 'reject', unit(0, 1), { note: 'No.', bonus_cents: 5 })).status).toBe(400);
  });

  it('shows the answers to an item side by side, the most disputed first, and adjudicates them', async () => {
    const { body } = await anna.get(`/api/items?run=${run}&limit=3`);
    const disputed = body.items as Row[];
    expect(body.total).toBe(6);
    expect(disputed.map(({ assignment }) => assignment)).toEqual([`${run}.0`, `${run}.1`, `${run}.2`]);
    expect(disputed[0]).toMatchObject({
      task: 'colours',
      data: { text: 'image 0' },
      answers: [{ unit: unit(0), decision: 'accepted' }, { decision: null }, {}],
      questions: [{ key: 'colour', agreement: 1 / 3, labels: { blue: 2, black: 1 } }],
      adjudicated: null,
    });
    const adjudicate = (who: Caller, answer: unknown, over?: true) =>
      who.post(`/api/items/${run}.0/adjudicate`, { answer, note: 'As it is.', over });
    await adjudicate(ben, { colour: 'black' });
    const unseen = await adjudicate(anna, { colour: 'blue' });
    expect([unseen.status, unseen.body.code]).toEqual([409, 'assignment/adjudicated']);
    expect(unseen.body.message).toContain(`ben has decided the final answer to ${run}.0 already: {"colour":"black"}`);
    const { sequence } = (await adjudicate(anna, { colour: 'blue' }, true)).body;
    const settled = (await anna.get(`/api/items?assignment=${run}.0&after=${sequence}`)).body.items as Row[];
    const before = [{ answer: { colour: 'black' }, by: 'reviewer:ben', note: 'As it is.' }];
    expect(settled).toMatchObject([{ adjudicated: { answer: { colour: 'blue' }, by: 'reviewer:anna', before } }]);
    const left = (await anna.get(`/api/items?run=${run}&adjudicated=false`)).body.items as Row[];
    expect(left.map(({ assignment }) => assignment)).not.toContain(`${run}.0`);
    expect((await anna.post(`/api/items/${run}.77/adjudicate`, { answer: { colour: 'blue' } })).status).toBe(404);
  });

  it('refuses a final answer that nobody could give, and takes one back for good', async () => {
    const quality = { questions: [{ key: 'colour', labels: ['blue', 'grey', 'green'] }] };
    const folder = writeTask(join(daemon.folder, 'asked'), 'asked', items, { quality });
    const item = `/api/items/${(await launch(daemon.port, folder)).id}.1`;
    const impossible = await anna.post(`${item}/adjudicate`, { answer: { colour: 'blu' } });
    expect([impossible.status, impossible.body.code]).toEqual([400, 'assignment/impossible-answer']);
    expect((await anna.post(`${item}/withdraw-adjudication`, {})).body.code).toBe('assignment/not-adjudicated');
    await anna.post(`${item}/adjudicate`, { answer: { colour: 'blue' } });
    const seen = { answer: { colour: 'grey' }, by: 'reviewer:anna' };
    expect((await ben.post(`${item}/withdraw-adjudication`, { seen })).body.code).toBe('assignment/adjudicated-anew');
    const { sequence } = (await ben.post(`${item}/withdraw-adjudication`, { note: 'Too early.' })).body;
    const found = (await anna.get(`/api/items?assignment=${item.split('/').at(-1)}&after=${sequence}`)).body.items;
    const withdrawn = [{ answer: { colour: 'blue' }, by: 'reviewer:anna', withdrawn_by: 'reviewer:ben' }];
    expect(found).toMatchObject([{ offered: { colour: ['blue', 'grey', 'green'] }, adjudicated: null, withdrawn }]);
  });

  it('finds units by words in their data, their answers and their notes', async () => {
    const found = async (words: string) =>
      ((await anna.get(`/api/units?run=${run}&search=${encodeURIComponent(words)}`)).body.units as Row[]).length;
    expect(await found('IMAGE 3')).toBe(3);
    expect(await found('cara image')).toBe(6);
    expect(await found('plainly')).toBe(1);
    expect(await found('why')).toBe(0);
  });

  it('starts with one request: the queue, its first group, and the first free unit', async () => {
    const begin = async (who: Caller) => (await who.get(`/api/review?run=${run}`)).body;
    // How far workers agree is worked out beside the queue, and then stays.
    await vi.waitFor(async () => {
      const { groups } = (await anna.get(`/api/queue?run=${run}`)).body;
      for (const { agreement } of groups as Row[]) expect(agreement).not.toBeNull();
    }, 10_000);
    const seen = await begin(anna);
    const queue = (await anna.get(`/api/queue?run=${run}`)).body;
    expect(seen).toMatchObject({ queue: { groups: queue.groups, waiting: queue.waiting }, claims: [] });
    const [first] = queue.groups as Row[];
    expect(seen.group).toBe(first?.key);
    const list = (await anna.get(`/api/units?run=${run}&worker=${first?.key}&status=completed`)).body;
    expect(seen.units).toEqual({ ...list, sequence: expect.any(Number) });
    expect(seen.unit).toEqual(await detail(String((list.units as Row[])[0]?.id)));
    const mine = String((seen.unit as Row).id);
    await anna.post('/api/claims', { units: [mine] });
    const others = await begin(ben);
    expect(others).toMatchObject({ group: seen.group, claims: [{ unit: mine, by: 'reviewer:anna' }] });
    expect((others.unit as Row | null)?.id).not.toBe(mine);
    await anna.post('/api/claims', { units: [], release: [mine] });
    const none = { group: null, units: null, unit: null };
    expect((await anna.get(`/api/review?run=${run}&second_opinion=true`)).body).toMatchObject(none);
    expect((await anna.get('/api/review?task=nothing')).body).toMatchObject({ code: 'task/unknown' });
  });

  it('groups the queue by worker and by item, with a cursor', async () => {
    const queue = async (query: string) => (await anna.get(`/api/queue?run=${run}&${query}`)).body;
    const counts = { waiting: 12, accepted: 5, soft_rejected: 1, rejected: 0 };
    expect(await queue('by=worker&order=oldest')).toMatchObject(counts);
    const first = await queue('by=item&limit=4');
    const second = await queue(`by=item&limit=4&cursor=${first.cursor}`);
    const keys = [first, second].flatMap(({ groups }) => (groups as Row[]).map(({ key }) => key));
    expect(keys).toEqual([0, 1, 2, 3, 4, 5].map((n) => `${run}.${n}`));
    expect(second.cursor).toBeUndefined();
    expect(first.groups).toMatchObject([{ waiting: 2, accepted: 1, agreement: null }, {}, {}, {}]);
  });

  it('decides all unreviewed answers of a worker, and lists those that were refused', async () => {
    const groups = (await anna.get(`/api/queue?run=${run}`)).body.groups as Row[];
    const { key: worker, waiting } = groups[0] as Row;
    const lines = await anna.lines('/api/review', { decision: 'soft_rejected', worker, run, note: 'A bot.' });
    expect(lines[0]).toHaveProperty('progress');
    expect(lines.at(-1)).toMatchObject({ reviewed: waiting, refused: [] });

    const rest = (await anna.get(`/api/units?run=${run}&status=completed&limit=1`)).body.units as Row[];
    await ben.post('/api/claims', { units: [rest[0]?.id] });
    const named = { decision: 'accepted', units: [rest[0]?.id, unit(1), unit(4), unit(9)] };
    const { reviewed, unchanged, refused } = (await anna.lines('/api/review', named)).at(-1) as Row;
    // Anna has accepted one of them before.
    expect([reviewed, unchanged]).toEqual([0, 1]);
    expect((refused as Row[]).map(({ code }) => code).sort()).toEqual([
      'review/claimed',
      'unit/already-reviewed',
      'unit/unknown',
    ]);
    const neither = await anna.post('/api/review', { decision: 'accepted' });
    expect(neither.status).toBe(400);
  });

  it('is the same in the log, in memory and in the rows, also in rebuilt rows', async () => {
    expect(await json(daemon.port, '/api/verify')).toMatchObject({ ok: true });
    expect((await anna.lines('/api/rebuild', {})).at(-1)).toMatchObject({ rebuilt: { same: true } });
    expect(decisions(await detail(unit(0)))).toHaveLength(5);
    daemon = await daemon.reopen();
    expect(await json(daemon.port, '/api/verify')).toMatchObject({ ok: true });
  });
});
