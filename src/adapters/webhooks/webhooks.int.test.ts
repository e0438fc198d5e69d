import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AnyNewFact } from '../../events/catalog.ts';
import {
  accepted,
  ada,
  begun,
  bonusGranted,
  runId,
  stopped,
  submitted,
  supplemented,
  supplementUndone,
  took,
} from '../../events/fixtures.ts';
import { LogUnavailable } from '../../events/log.ts';
import { memoryLog } from '../nats/log/memory.ts';
import { giveUpMs, leastAttempts, waitAfter } from './delivery.ts';
import { hang, hangUp, openReceiver, replyWith } from './for-tests.ts';
import { signatureOf } from './signature.ts';
import { openWebhookRows } from './webhook-rows.ts';
import { openWebhooks } from './webhooks.ts';

type Options = Partial<Parameters<typeof openWebhooks>[0]>;

/** Webhooks over a log in memory, and a real receiver. */
async function openAll() {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-webhooks-'));
  let log = memoryLog();
  const receiver = await openReceiver();
  const listeners = new Set<() => void>();
  const told: string[] = [];
  let [shown, last, facts, clockMs] = [0, 0, 0, Date.parse('2026-01-01T12:00:00Z')];
  const line = (fact: AnyNewFact) => {
    const { type, version, data } = fact;
    return JSON.stringify({
      id: `fact-${facts++}`,
      at: '2026-01-01T12:00:00.000Z',
      by: 'reviewer:eve',
      type,
      version,
      data,
    });
  };
  const files = { file: join(folder, 'webhooks.db'), keptFolder: join(folder, 'kept') };
  const notify = (sentence: string) => told.push(sentence);
  const open = (changed: Options = {}) =>
    openWebhooks({
      ...files,
      source: {
        log,
        shown: () => shown,
        onMore(listener) {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        isOwn: (run) => run !== 'imported-1',
        besideOf: (names) => ({ taskOf: () => 'colours', ...(names ? { nameOf: () => 'Mx ada' } : {}) }),
      },
      allowed: { hosts: [], ownPort: () => 1 },
      delivers: true,
      now: () => clockMs,
      random: () => 0.5,
      notify,
      ...changed,
    });
  let webhooks = open();
  return {
    ...{ receiver, told, folder },
    webhooks: () => webhooks,
    /** Opens them again, after something was done to their file. */
    async reopen(changed: Options = {}, meanwhile: (file: string) => void = () => undefined) {
      await webhooks.close();
      meanwhile(files.file);
      webhooks = open(changed);
    },
    /** Opens them again after an accepted loss of everything. */
    async lose() {
      await webhooks.close();
      log = memoryLog();
      [shown, last] = [0, 0];
      webhooks = open();
    },
    /** Opens them again as if there had been this many attempts. */
    async attempted(id: string, attempts: number) {
      await webhooks.close();
      const rows = openWebhookRows({ ...files, notify });
      rows.note(id, { attempts });
      rows.close();
      webhooks = open();
    },
    later: (ms: number) => {
      clockMs += ms;
    },
    /** Records facts as one commit of a run, and shows it. */
    async record(news: readonly AnyNewFact[], run: string = runId) {
      last = await log.append({ id: `commit-${shown}`, run, json: news.map(line) }, last);
      shown = last;
      for (const listener of listeners) listener();
    },
    async end() {
      await webhooks.close();
      await receiver.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let all: Awaited<ReturnType<typeof openAll>>;
beforeEach(async () => {
  all = await openAll();
});
afterEach(() => all.end());

const work = [...begun(), ...took(ada), submitted(ada), accepted(ada), bonusGranted(ada)];
const add = (wishes = {}) => all.webhooks().add({ url: all.receiver.url, ...wishes }, 'reviewer:eve');

describe('a webhook', () => {
  it('is shown as of a position while the log is away', async () => {
    const { webhook } = await add();
    await all.record(work);
    await all.receiver.has(3);
    const away = () => Promise.reject(new LogUnavailable('It is away.'));
    const log = { ...memoryLog(), head: away };
    const beside = { isOwn: () => true, besideOf: () => ({ taskOf: () => 'colours' }) };
    await all.reopen({ source: { log, shown: () => 1, onMore: () => () => undefined, ...beside } });
    await expect(all.webhooks().list()).rejects.toThrow(LogUnavailable);
    expect(all.webhooks().asOf(7)).toMatchObject([{ id: webhook.id, state: 'active', position: '1', lag: 6 }]);
  });

  it('is told of submissions, decisions and the end of a run, in their order', async () => {
    await add();
    await all.record(work);
    await all.record([stopped]);
    const received = await all.receiver.has(4);
    expect(received.map(({ type }) => type)).toEqual([
      'unit.submitted',
      'unit.accepted',
      'unit.bonus-granted',
      'task-run.stopped',
    ]);
    expect(JSON.parse(received[2]!.body)).toEqual({
      type: 'unit.bonus-granted',
      timestamp: '2026-01-01T12:00:00.000Z',
      version: 1,
      position: '1.9',
      data: {
        run: runId,
        task: 'colours',
        unit: `${runId}.0.0`,
        assignment: `${runId}.0`,
        agent: ada.agentId,
        worker: ada.workerId,
        bonus: 'bonus-1',
        amount: '0.50',
        currency: 'EUR',
      },
    });
  });

  it('hears nothing of the time before it was added, nor of what was imported', async () => {
    await all.record(work);
    await add();
    await all.record([stopped], 'imported-1').catch(() => undefined);
    await all.webhooks().replay((await all.webhooks().list())[0]!.id, '1.9');
    expect((await all.receiver.has(1)).map(({ type }) => type)).toEqual(['unit.bonus-granted']);
  });

  it('hears only of the kinds that were chosen, and of names only if that was chosen', async () => {
    await add({ events: ['decisions'], names: true });
    await all.record(work);
    const received = await all.receiver.has(2);
    expect(received.map(({ type }) => type)).toEqual(['unit.accepted', 'unit.bonus-granted']);
    expect(JSON.parse(received[0]!.body).data).toMatchObject({ worker_name: 'Mx ada', by: 'reviewer:eve' });
  });

  it('never hears answers, notes, messages or reasons', async () => {
    await add({ names: true });
    await all.record([...begun(), ...took(ada), submitted(ada, undefined, 'SECRET'), bonusGranted(ada)]);
    for (const { body } of await all.receiver.has(2)) expect(body).not.toMatch(/SECRET|Thorough/);
  });

  it('signs each delivery, with both secrets after a rotation', async () => {
    const { webhook, secret } = await add();
    const { secret: later } = await all.webhooks().rotate(webhook.id);
    await all.record([stopped]);
    const { headers, body, id } = (await all.receiver.has(1))[0]!;
    const signed = (one: string) =>
      `v1,${createHmac('sha256', Buffer.from(one.slice(6), 'base64'))
        .update(`${id}.${headers['webhook-timestamp']}.${body}`)
        .digest('base64')}`;
    expect(headers['webhook-signature']).toBe(`${signed(later)} ${signed(secret)}`);
    all.later(25 * 60 * 60_000);
    await all.webhooks().test(webhook.id);
    expect(String((await all.receiver.has(2))[1]!.headers['webhook-signature']).split(' ')).toHaveLength(1);
    expect(JSON.stringify(await all.webhooks().list())).not.toContain('whsec_');
  });

  it('signs with every secret of before until its day is over, also after two rotations within a day', async () => {
    const { webhook, secret: first } = await add();
    const { secret: second } = await all.webhooks().rotate(webhook.id);
    all.later(60 * 60_000);
    const { secret: third, webhook: rotated } = await all.webhooks().rotate(webhook.id);
    expect(rotated).toMatchObject({ earlier_secrets: 2, earlier_secret_until: '2026-01-02T13:00:00.000Z' });
    const secretsAt = async (count: number) => {
      await all.webhooks().test(webhook.id);
      const { headers, body, id } = (await all.receiver.has(count))[count - 1]!;
      const signatures = String(headers['webhook-signature']).split(' ');
      const signed = (one: string) => signatureOf({ id, seconds: Number(headers['webhook-timestamp']), body }, [one]);
      expect(signatures).toHaveLength([first, second, third].filter((one) => signatures.includes(signed(one))).length);
      return [first, second, third].filter((one) => signatures.includes(signed(one)));
    };
    expect(await secretsAt(1)).toEqual([first, second, third]);
    await all.reopen();
    all.later(23.5 * 60 * 60_000);
    expect(await secretsAt(2)).toEqual([second, third]);
    all.later(60 * 60_000);
    expect(await secretsAt(3)).toEqual([third]);
  });

  it('keeps its secrets whatever else of it is changed', async () => {
    const { webhook, secret } = await add();
    const { id } = webhook;
    await all.webhooks().change(id, { url: `${all.receiver.url}/other`, events: ['ends'], names: true, note: 'n' });
    await all.webhooks().pause(id);
    await all.webhooks().replay(id, '0');
    await all.webhooks().resume(id);
    await all.webhooks().test(id);
    const { headers, body, id: message } = (await all.receiver.has(1))[0]!;
    const signed = { id: message, seconds: Number(headers['webhook-timestamp']), body };
    expect(headers['webhook-signature']).toBe(signatureOf(signed, [secret]));
  });

  it('refuses an eleventh secret while ten of before are valid', async () => {
    const { webhook } = await add();
    for (let count = 0; count < 10; count++) await all.webhooks().rotate(webhook.id);
    await expect(all.webhooks().rotate(webhook.id)).rejects.toMatchObject({
      ...{ code: 'webhook/too-many-secrets', message: expect.stringContaining('2026-01-02T12:00:00.000Z') },
    });
    all.later(25 * 60 * 60_000);
    expect((await all.webhooks().rotate(webhook.id)).webhook).toMatchObject({ earlier_secrets: 1 });
  });

  it('reads the secret of before in a file of an earlier version', async () => {
    const { webhook, secret } = await add();
    await all.reopen({}, (file) => {
      const db = new Sqlite(file);
      db.exec('alter table webhooks add column earlier_secret text');
      db.exec('alter table webhooks add column earlier_until text');
      db.exec('alter table webhooks drop column earlier');
      db.exec(`update webhooks set earlier_secret = 'whsec_b2xk', earlier_until = '2026-01-02T12:00:00.000Z'`);
      db.close();
    });
    await all.webhooks().test(webhook.id);
    const { headers, body, id } = (await all.receiver.has(1))[0]!;
    const signed = { id, seconds: Number(headers['webhook-timestamp']), body };
    expect(headers['webhook-signature']).toBe(signatureOf(signed, [secret, 'whsec_b2xk']));
  });

  it('is told of what was added to a decision later, and that it was taken back, without its words', async () => {
    await add({ events: ['decisions'] });
    const added = supplemented(ada, undefined, { decision: 'accepted', note: 'SECRET', message: 'SECRET' });
    await all.record([...work, added, supplementUndone(ada, undefined, { left: { note: 'SECRET' } })]);
    const received = (await all.receiver.has(4)).slice(2);
    expect(received.map(({ type }) => type)).toEqual(['unit.review-supplemented', 'unit.supplement-undone']);
    expect(JSON.parse(received[0]!.body).data).toMatchObject({ unit: `${runId}.0.0`, decision: 'accepted' });
    for (const { body } of received) expect(body).not.toContain('SECRET');
  });

  it('tries again under the same id until the receiver takes it, and goes on', async () => {
    const { webhook } = await add();
    all.receiver.next(replyWith(500), hangUp, replyWith(302, { location: all.receiver.url }));
    await all.record(work);
    const received = await all.receiver.has(6);
    expect(received.map(({ id }) => id)).toEqual(['fact-7', 'fact-7', 'fact-7', 'fact-7', 'fact-8', 'fact-9']);
    expect(new Set(received.slice(0, 4).map(({ body }) => body)).size).toBe(1);
    await expect
      .poll(async () => all.webhooks().one(webhook.id))
      .toMatchObject({
        ...{ state: 'active', delivered: 3, position: '1', lag: 0, failing_since: null },
        last_error: { message: 'the reply was 302, and redirects are not followed' },
      });
  }, 20_000);

  it('is disabled after five days of attempts without success, and goes on where it was once it is resumed', async () => {
    const { webhook } = await add();
    all.receiver.next(replyWith(500), replyWith(500));
    await all.record(work);
    await expect.poll(async () => (await all.webhooks().one(webhook.id)).attempts).toBe(1);
    all.later(giveUpMs);
    await all.attempted(webhook.id, leastAttempts - 1);
    await expect.poll(async () => (await all.webhooks().one(webhook.id)).state, { timeout: 10_000 }).toBe('disabled');
    expect(all.told).toEqual([expect.stringContaining('is disabled: the reply was 500')]);
    expect(all.webhooks().notes()).toEqual([expect.stringContaining('Resume it')]);
    await all.reopen();
    expect((await all.webhooks().one(webhook.id)).state).toBe('disabled');
    await all.webhooks().resume(webhook.id);
    expect((await all.receiver.has(5)).slice(2).map(({ id }) => id)).toEqual(['fact-7', 'fact-8', 'fact-9']);
  }, 20_000);

  it('is not disabled for days in which nothing was attempted', async () => {
    const { webhook } = await add();
    all.receiver.next(replyWith(500), replyWith(500));
    await all.record([stopped]);
    await expect.poll(async () => (await all.webhooks().one(webhook.id)).attempts).toBe(1);
    all.later(giveUpMs);
    await all.reopen();
    await expect.poll(async () => (await all.webhooks().one(webhook.id)).attempts).toBe(2);
    expect((await all.webhooks().one(webhook.id)).state).toBe('active');
    expect(await all.receiver.has(3)).toHaveLength(3);
  }, 20_000);

  it('counts no failures of an earlier address', async () => {
    const { webhook } = await add();
    all.receiver.next(replyWith(500));
    await all.record([stopped]);
    await expect.poll(async () => (await all.webhooks().one(webhook.id)).attempts).toBe(1);
    await all.webhooks().pause(webhook.id);
    expect(await all.webhooks().change(webhook.id, { url: all.receiver.url, note: 'same' })).toMatchObject({
      attempts: 1,
    });
    const url = new URL('/other', all.receiver.url).href;
    expect(await all.webhooks().change(webhook.id, { url })).toMatchObject({ attempts: 0, failing_since: null });
  });

  it('hears of what comes next after the log has lost what it was told of', async () => {
    await add();
    await all.record(work);
    await all.record([stopped]);
    await all.receiver.has(4);
    await all.lose();
    await expect.poll(() => all.told).toEqual([expect.stringContaining('the log ends at 0')]);
    await all.record([...begun(), ...took(ada), submitted(ada)]);
    expect((await all.receiver.has(5)).at(-1)).toMatchObject({ type: 'unit.submitted', id: expect.any(String) });
    await expect.poll(() => all.webhooks().list()).toMatchObject([{ state: 'active', lag: 0 }]);
  });

  it('is disabled at once by a receiver that is gone', async () => {
    const { webhook } = await add();
    all.receiver.next(replyWith(410));
    await all.record([stopped]);
    await expect.poll(async () => (await all.webhooks().one(webhook.id)).state).toBe('disabled');
  });

  it('goes on after a restart where it was, also while one attempt hangs', async () => {
    await add();
    all.receiver.next(replyWith(204), hang);
    await all.record(work);
    await all.receiver.has(2);
    await all.reopen();
    expect((await all.receiver.has(4)).map(({ id }) => id)).toEqual(['fact-7', 'fact-8', 'fact-8', 'fact-9']);
  });

  it('sends nothing while it is paused, and nothing twice when it is resumed', async () => {
    const { webhook } = await add();
    await all.webhooks().pause(webhook.id);
    await all.record(work);
    expect(await all.webhooks().one(webhook.id)).toMatchObject({ state: 'paused', lag: 1, delivered: 0 });
    await all.webhooks().resume(webhook.id);
    expect((await all.receiver.has(3)).map(({ id }) => id)).toEqual(['fact-7', 'fact-8', 'fact-9']);
    await all.webhooks().remove(webhook.id);
    expect(await all.webhooks().list()).toEqual([]);
    await expect(all.webhooks().one(webhook.id)).rejects.toMatchObject({ code: 'webhook/unknown' });
  });

  it('sends what was before again under the same ids, from a position', async () => {
    const { webhook } = await add();
    await all.record(work);
    await all.receiver.has(3);
    await all.webhooks().replay(webhook.id, '1.8');
    expect((await all.receiver.has(5)).map(({ id }) => id).slice(3)).toEqual(['fact-8', 'fact-9']);
    await all.webhooks().replay(webhook.id, '0');
    expect((await all.receiver.has(8)).map(({ id }) => id).slice(5)).toEqual(['fact-7', 'fact-8', 'fact-9']);
    await expect(all.webhooks().replay(webhook.id, '2')).rejects.toMatchObject({ code: 'webhook/bad-position' });
  });

  it('says what came of a test, and connects to no address inside that a name stands for', async () => {
    const lookup = (_: string, then: (error: null, found: { address: string; family: 4 }[]) => void) =>
      then(null, [{ address: '127.0.0.1', family: 4 }]);
    await all.reopen({ lookup });
    const { webhook } = await all.webhooks().add({ url: 'https://example.org/hooks' }, 'reviewer:eve');
    expect(await all.webhooks().test(webhook.id)).toEqual({
      delivered: false,
      message: expect.stringContaining('example.org is in a private network'),
    });
    const { url } = all.receiver;
    await all.webhooks().change(webhook.id, { url });
    expect(await all.webhooks().test(webhook.id)).toEqual({ delivered: true, message: 'The receiver took it.' });
    expect(all.receiver.received.map(({ type }) => type)).toEqual(['webhook.test']);
  });

  it('is kept in a file that only its owner can read', async () => {
    await add();
    expect(statSync(join(all.folder, 'webhooks.db')).mode & 0o077).toBe(0);
  });

  it('refuses more than twenty', async () => {
    for (let count = 0; count < 20; count++) await add();
    await expect(add()).rejects.toMatchObject({ code: 'webhook/too-many' });
  });
});

it('waits twice as long after each failure, up to an hour, and a little more or less', () => {
  const waits = [1, 2, 3, 20].map((failures) => [0, 0.5, 1].map((random) => waitAfter(failures, () => random)));
  expect(waits).toEqual([
    [800, 1000, 1200],
    [1600, 2000, 2400],
    [3200, 4000, 4800],
    [2_880_000, 3_600_000, 4_320_000],
  ]);
});
