import { describe, expect, it } from 'vitest';
import { command, refuseWith, withFakeServer } from '../for-tests.ts';

const webhook = {
  ...{ id: 'webhook-a7k2p9qd', url: 'https://example.org/hooks', note: '', events: ['submissions', 'ends'] },
  ...{ names: false, state: 'active', position: '12.0', lag: 3, delivered: 2 },
  ...{ last_delivered_at: '2026-03-01T09:00:00.000Z', last_error: null, failing_since: null, attempts: 0 },
  ...{ next_attempt_at: null, earlier_secrets: 0, earlier_secret_until: null },
  ...{ made_at: '2026-03-01T08:00:00.000Z', made_by: 'reviewer:eve' },
};
const failing = {
  ...webhook,
  last_error: { at: '2026-03-01T10:00:00.000Z', message: 'the reply was 500' },
  ...{ failing_since: '2026-03-01T09:30:00.000Z', attempts: 4 },
};
const at = '/api/webhooks/webhook-a7k2p9qd';

describe('webhook', () => {
  it('adds a receiver, and prints its secret alone to stdout', () =>
    withFakeServer({ 'POST /api/webhooks': { webhook, secret: 'whsec_x' } }, async ({ asked }, dataFolder) => {
      const words = ['webhook', 'add', 'https://example.org/hooks', '--events', 'submissions, ends'];
      const { out, err, code } = await command(words, { dataFolder });
      expect([out, code]).toEqual(['whsec_x\n', 0]);
      expect(err).toContain('not shown again');
      expect(asked[0]!.body).toEqual({ url: 'https://example.org/hooks', events: ['submissions', 'ends'] });
    }));

  it('lists receivers, and shows one with its last error', () =>
    withFakeServer(
      { 'GET /api/webhooks': { webhooks: [webhook, failing] }, [`GET ${at}`]: failing },
      async (_, dataFolder) => {
        const { out } = await command(['webhook', 'list'], { dataFolder });
        expect(out).toMatch(/webhook-a7k2p9qd +active +12\.0 +3 +2 +https:\/\/example\.org\/hooks/);
        expect(out).toMatch(/ failing /);
        const shown = (await command(['webhook', 'show', 'webhook-a7k2p9qd'], { dataFolder })).out;
        expect(shown).toMatch(/^last error +the reply was 500 \(2026-03-01 10:00\)$/m);
        expect(shown).toMatch(/^failing since +2026-03-01 09:30, 4 times$/m);
      },
    ));

  it('pauses, resumes, replays, changes, rotates and removes', () =>
    withFakeServer(
      {
        [`POST ${at}/pause`]: { ...webhook, state: 'paused' },
        [`POST ${at}/resume`]: webhook,
        [`POST ${at}/replay`]: webhook,
        [`POST ${at}/rotate`]: {
          webhook: { ...webhook, earlier_secrets: 1, earlier_secret_until: '2026-03-02T09:00:00.000Z' },
          secret: 's',
        },
        [`PATCH ${at}`]: webhook,
        [`DELETE ${at}`]: { removed: true },
      },
      async ({ asked }, dataFolder) => {
        const did = async (...words: string[]) => (await command(['webhook', ...words], { dataFolder })).out.trim();
        expect(await did('pause', webhook.id)).toBe('webhook-a7k2p9qd is paused.');
        expect(await did('resume', webhook.id)).toBe('webhook-a7k2p9qd goes on after 12.0.');
        expect(await did('replay', webhook.id, '--from', '1')).toBe('webhook-a7k2p9qd goes on after 12.0.');
        expect(await did('change', webhook.id, '--no-names')).toContain('is told of submissions, ends');
        expect(await did('rotate', webhook.id)).toBe('s');
        expect(await did('remove', webhook.id)).toBe('webhook-a7k2p9qd is removed.');
        expect(asked.map(({ body }) => body)).toEqual([
          undefined,
          undefined,
          { from: '1' },
          { names: false },
          undefined,
          undefined,
        ]);
      },
    ));

  it('says that a paused receiver has to be resumed before anything is sent again', () =>
    withFakeServer({ [`POST ${at}/replay`]: { ...webhook, state: 'paused' } }, async (_, dataFolder) => {
      const { out } = await command(['webhook', 'replay', webhook.id, '--from', '1'], { dataFolder });
      expect(out).toContain('webhook-a7k2p9qd is paused, and goes on after 12.0 once it is resumed');
      expect(out).toContain('webhook resume webhook-a7k2p9qd');
    }));

  it('fails when a test was not delivered', () =>
    withFakeServer(
      { [`POST ${at}/test`]: { delivered: false, message: 'It was not delivered: the reply was 500.' } },
      async (_, dataFolder) => {
        const { code, out } = await command(['webhook', 'test', webhook.id], { dataFolder });
        expect([code, out]).toEqual([1, 'It was not delivered: the reply was 500.\n']);
      },
    ));

  it('says why an address is refused', () =>
    withFakeServer({ 'POST /api/webhooks': refuseWith('webhook/bad-address', 'No.', 400) }, async (_, dataFolder) => {
      const { code, err } = await command(['webhook', 'add', 'example.org'], { dataFolder });
      expect([code, err.trim()]).toEqual([1, 'No. (webhook/bad-address)']);
    }));
});
