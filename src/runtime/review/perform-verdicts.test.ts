import { expect, it } from 'vitest';
import { emptyWorkspace } from '../../actors/workspace.ts';
import { performVerdicts } from './perform-verdicts.ts';
import type { VerdictSettings } from './verdicts.ts';

it('a follow-up that opens while others are performed is performed next', async () => {
  const pending = new Set(['first']);
  const followUps = {
    open: () => [...pending].map((key) => ({ run: undefined, key })),
    async carryOut(_run: unknown, key: string) {
      await Promise.resolve();
      pending.delete(key);
      if (key !== 'first') return;
      pending.add('second');
      performer.wake();
    },
  };
  const runtime = { workspace: { mailbox: { state: emptyWorkspace() } } };
  const performer = performVerdicts({ runtime, followUps } as unknown as VerdictSettings, () => undefined);
  await performer.settled();
  expect([...pending]).toEqual([]);
});
