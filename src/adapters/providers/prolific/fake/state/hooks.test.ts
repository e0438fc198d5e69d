import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { openForTests } from '../for-tests.ts';

type Post = { url: string; headers: Record<string, string>; body: string };

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

const minuteMs = 60_000;

/** A receiver that is subscribed to submissions; it answers with what `status` says. */
async function openSubscribed({ status = (): number => 200, isConfirmed = true, webhooks = {} } = {}) {
  const posts: Post[] = [];
  const send = async (post: Post) => {
    posts.push(post);
    return status();
  };
  const all = await openForTests({ webhooks: { ...webhooks, send } });
  opened.push(all.fake);
  const { fake, clock, call, publish } = all;
  const workspace_id = fake.workspaceId;
  const secret = (await call('POST', 'hooks/secrets/', { workspace_id })).body.value as string;
  const made = await call('POST', 'hooks/subscriptions/', {
    workspace_id,
    event_type: 'submission.status.change',
    target_url: 'https://receiver.example/',
  });
  const path = `hooks/subscriptions/${made.body.id}/`;
  if (isConfirmed) await call('POST', path, { secret: made.headers['x-hook-secret'] });
  const study = await publish({ total_available_places: 50 });
  /** Moves on in steps, so that what failed is planned again. */
  const pass = async (durationMs: number, stepMs = minuteMs) => {
    for (let passed = 0; passed < durationMs; passed += stepMs) {
      clock.advance(Math.min(stepMs, durationMs - passed));
      await fake.deliveriesDone();
    }
  };
  const reserve = () => fake.participants.reserve(study, fake.participants.add().id);
  return { ...all, posts, secret, path, pass, reserve };
}

describe('webhooks', () => {
  it('are signed over their time and their bytes', async () => {
    const { posts, secret, pass, reserve } = await openSubscribed();
    const { id, participantId } = reserve();
    await pass(1);
    const [post] = posts;
    expect(JSON.parse(post?.body ?? '')).toEqual({
      event_type: 'submission.status.change',
      resource_id: id,
      participant_id: participantId,
      status: 'RESERVED',
    });
    const { 'x-prolific-request-timestamp': timestamp = '', ...headers } = post?.headers ?? {};
    const signature = createHmac('sha256', secret).update(`${timestamp}${post?.body}`).digest('base64');
    expect(headers['x-prolific-request-signature']).toBe(signature);
    expect(Number(timestamp)).toBe(Math.floor(Date.UTC(2026, 0, 1) / 1000) + 5);
  });

  it('are silent before they are confirmed, and with a wrong secret stay so', async () => {
    const { posts, path, pass, reserve, call } = await openSubscribed({ isConfirmed: false });
    expect((await call('POST', path, { secret: 'wrong' })).status).toBe(400);
    reserve();
    await pass(minuteMs);
    expect(posts).toEqual([]);
  });

  it('are tried again under the same id, at most eleven times', async () => {
    const { posts, path, pass, reserve, call } = await openSubscribed({ status: () => 500 });
    reserve();
    await pass(9 * minuteMs);
    const firsts = posts.filter(({ body }) => body.includes('RESERVED'));
    expect(firsts.length).toBeGreaterThan(1);
    expect(new Set(firsts.map(({ headers }) => headers['x-event-id'])).size).toBe(1);
    await pass(25 * 60 * minuteMs, 10 * minuteMs);
    expect(posts.filter(({ body }) => body.includes('RESERVED')).length).toBeLessThanOrEqual(12);
    const events = await call('GET', `${path}events/?status=FAILED`);
    expect(events.body.meta.count).toBeGreaterThan(0);
  });

  it('stop going where everything failed for five days', async () => {
    const { path, pass, reserve, call } = await openSubscribed({ status: () => 500 });
    for (let day = 0; day < 6; day++) {
      reserve();
      await pass(24 * 60 * minuteMs, 30 * minuteMs);
    }
    expect((await call('GET', path)).body.is_enabled).toBe(false);
  });

  it('come twice and in another order when that is wished', async () => {
    const webhooks = { duplicateShare: 1, reorderMs: minuteMs };
    const { posts, pass, reserve } = await openSubscribed({ webhooks });
    const order: string[] = [];
    for (let nth = 0; nth < 10; nth++) order.push(reserve().id);
    await pass(minuteMs, 1000);
    const received = posts.map(({ body }) => JSON.parse(body).resource_id as string);
    expect(received.length).toBe(20);
    expect([...new Set(received)]).not.toEqual(order);
    expect([...new Set(received)].sort()).toEqual(order.sort());
  });

  it('go to addresses with https only, but for this machine', async () => {
    const { fake, call } = await openSubscribed();
    const subscribe = (target_url: string, event_type = 'study.status.change') =>
      call('POST', 'hooks/subscriptions/', { workspace_id: fake.workspaceId, event_type, target_url }).then(
        ({ status }) => status,
      );
    expect(await subscribe('http://receiver.example/')).toBe(400);
    expect(await subscribe('http://127.0.0.1:1/')).toBe(201);
    expect(await subscribe('https://receiver.example/', 'study.unknown')).toBe(400);
  });
});
