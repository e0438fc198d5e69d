// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import {
  addWebhook,
  listWebhooks,
  pauseWebhook,
  removeWebhook,
  replayWebhook,
  rotateWebhook,
  testWebhook,
  type Webhook,
} from '../../../src/api/webhooks.ts';
import { noon } from '../fixtures.ts';
import { answer, openApp, refusal, sentTo, signIn } from '../for-tests.tsx';

const webhook = (changed: Partial<Webhook> = {}): Webhook => ({
  ...{ id: 'webhook-1', url: 'https://example.org/hooks', note: '', events: ['submissions'], names: false },
  ...{ state: 'active', position: '12.0', lag: 3, delivered: 2, last_delivered_at: noon, last_error: null },
  ...{ failing_since: null, attempts: 0, next_attempt_at: null, earlier_secrets: 0, earlier_secret_until: null },
  ...{ made_at: noon, made_by: 'reviewer:eve' },
  ...changed,
});
const failing = webhook({ failing_since: noon, attempts: 4, last_error: { at: noon, message: 'the reply was 500' } });

describe('the page of webhooks', () => {
  it('shows others than owners nothing', async () => {
    signIn('reviewer');
    openApp('/webhooks');
    await screen.findByText('Only owners can see webhooks');
  });

  it('adds a receiver, shows its secret once, and says why an address is refused', async () => {
    answer(listWebhooks, { webhooks: [] });
    answer(addWebhook, refusal('webhook/bad-address', 'This cannot be the address.', 400));
    const me = openApp('/webhooks');
    await me.type(await screen.findByLabelText(/^Address/), 'https://example.org/hooks');
    await me.click(screen.getByRole('checkbox', { name: 'ends of runs' }));
    await me.click(screen.getByRole('button', { name: 'Add' }));
    await screen.findByText('This cannot be the address.');
    answer(addWebhook, { webhook: webhook(), secret: 'whsec_x' });
    await me.click(screen.getByRole('button', { name: 'Add' }));
    await screen.findByText('whsec_x');
    expect(sentTo(addWebhook)[1]).toMatchObject({
      body: { url: 'https://example.org/hooks', events: ['submissions', 'decisions'], names: false },
    });
  });

  it('shows how far each is, and its last error', async () => {
    answer(listWebhooks, { webhooks: [failing] });
    openApp('/webhooks');
    await screen.findByText('Failing');
    screen.getByText(/2 delivered; at position 12\.0, 3 behind/);
    screen.getByText(/the reply was 500\. Failing since .*, 4 attempts/);
    screen.getByRole('button', { name: 'Try now' });
  });

  it('tests, pauses, sends again and makes a new secret', async () => {
    answer(listWebhooks, { webhooks: [webhook()] });
    answer(testWebhook, { delivered: false, message: 'It was not delivered: the reply was 500.' });
    answer(pauseWebhook, webhook({ state: 'paused' }));
    answer(replayWebhook, webhook());
    answer(rotateWebhook, { webhook: webhook(), secret: 'whsec_y' });
    const me = openApp('/webhooks');
    await me.click(await screen.findByRole('button', { name: 'Test' }));
    await screen.findByText('It was not delivered: the reply was 500.');
    await me.click(screen.getByRole('button', { name: 'Pause' }));
    await waitFor(() => expect(sentTo(pauseWebhook)).toHaveLength(1));
    await me.click(screen.getByRole('button', { name: 'New secret…' }));
    const asking = within(await screen.findByRole('dialog'));
    expect(sentTo(rotateWebhook)).toEqual([]);
    await me.click(asking.getByRole('button', { name: 'Make a new secret' }));
    await screen.findByText('whsec_y');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await me.click(screen.getByRole('button', { name: 'Send again…' }));
    const dialog = within(await screen.findByRole('dialog'));
    await me.clear(dialog.getByLabelText('From position'));
    await me.type(dialog.getByLabelText('From position'), '412.0');
    await me.click(dialog.getByRole('button', { name: 'Send again' }));
    await waitFor(() => expect(sentTo(replayWebhook)).toMatchObject([{ body: { from: '412.0' } }]));
  });

  it('says that a paused receiver gets nothing again before it is resumed', async () => {
    answer(listWebhooks, { webhooks: [webhook({ state: 'paused' })] });
    answer(replayWebhook, webhook({ state: 'paused' }));
    const me = openApp('/webhooks');
    await me.click(await screen.findByRole('button', { name: 'Send again…' }));
    const dialog = within(await screen.findByRole('dialog'));
    await me.click(dialog.getByRole('button', { name: 'Send again' }));
    await screen.findByText('Sending from position 1 on, once it is resumed.');
  });

  it('removes a receiver only after it was confirmed', async () => {
    answer(listWebhooks, { webhooks: [webhook()] });
    answer(removeWebhook, { removed: true });
    const me = openApp('/webhooks');
    await me.click(await screen.findByRole('button', { name: 'Remove…' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(sentTo(removeWebhook)).toEqual([]);
    await me.click(dialog.getByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(sentTo(removeWebhook)).toMatchObject([{ params: { webhook: 'webhook-1' } }]));
  });
});
