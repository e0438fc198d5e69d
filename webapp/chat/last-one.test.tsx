// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ChatTask } from './context.ts';
import { openChat, specWaiting } from './for-tests.tsx';

const waits = { phase: 'waiting', waiting: specWaiting(), members: [], name: null } as const;
const thanks = 'Thank you! Your last conversation is handed in.';
const lost = /^Your last conversation went on without you/;

/** The page as it is loaded, or loaded again, by the same worker. */
const load = (...[changed, task]: [Parameters<typeof openChat>[0]?, Partial<ChatTask>?]) =>
  openChat(changed, { task: { providerWorkerId: 'ada', ...task } });

describe('a page that was loaded again after a conversation', () => {
  it.each([
    ['in the next waiting room', waits, {}],
    [
      'when there is no further work',
      { ...waits, waiting: null },
      { blockedReason: 'null_agent_id', blockedExplanation: 'No more work.' },
    ],
  ] as const)('thanks for what was handed in, %s', (_, changed, task) => {
    load({ phase: 'ended', endReason: 'done' }, { submission: 'saved' }).unmount();
    load(changed, task);
    expect(screen.getByText(thanks)).toBeTruthy();
    expect(screen.queryByText(lost)).toBeNull();
  });

  it.each([
    ['in the next waiting room', waits, {}],
    [
      'when there is no further work',
      { ...waits, waiting: null },
      { blockedReason: 'null_agent_id', blockedExplanation: 'No more work.' },
    ],
  ] as const)('says that it went on without them, %s', (_, changed, task) => {
    load().unmount();
    load(changed, task);
    expect(screen.getByText(lost)).toBeTruthy();
  });

  it('says nothing while it is not known whether they are still in it', () => {
    load().unmount();
    load({ ...waits, waiting: null });
    expect(screen.queryByText(lost)).toBeNull();
  });

  it('says it no longer once it was said before, or after the next one has begun', () => {
    const page = load();
    page.now({ phase: 'ended', endReason: 'left', status: 'disconnect' });
    page.unmount();
    const { now } = load(waits);
    expect(screen.queryByText(lost)).toBeNull();
    now({ phase: 'talking', waiting: null });
    expect(screen.queryByText(thanks)).toBeNull();
  });

  it('says it to nobody else who uses the same browser', () => {
    load().unmount();
    openChat(waits, { task: { providerWorkerId: 'bob' } });
    expect(screen.queryByText(lost)).toBeNull();
  });
});
