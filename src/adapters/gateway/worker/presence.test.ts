import { describe, expect, it, vi } from 'vitest';
import type { AgentView } from '../../../runtime/calls.ts';
import { openPresence, presentMs } from './presence.ts';

const views: Record<string, Pick<AgentView, 'status' | 'hasSubmitted'>> = {
  a1: { status: 'in task', hasSubmitted: false },
  a2: { status: 'in task', hasSubmitted: false },
  'onboarding-1': { status: 'onboarding', hasSubmitted: false },
  submitted: { status: 'completed', hasSubmitted: true },
  late: { status: 'timeout', hasSubmitted: false },
};
const agents = async ({ agentIds }: { agentIds: readonly string[] }) =>
  agentIds.flatMap((agentId) => (views[agentId] ? [{ agentId, ...views[agentId] } as AgentView] : []));

describe('presence', () => {
  it('is of agents at work whose page was heard from in the last two minutes, in each run apart', async () => {
    let now = 1000;
    const presence = openPresence({ agents }, () => now);
    expect(await presence.count('films')).toBe(0);
    await presence.heard('films', ['a1', 'onboarding-1', 'submitted', 'late', 'nobody']);
    await presence.heard('signs', ['a2']);
    expect([await presence.count('films'), await presence.count('signs')]).toEqual([2, 1]);
    now += presentMs;
    await presence.heard('films', ['a1']);
    now += 1;
    expect([await presence.count('films'), await presence.count('signs')]).toEqual([1, 0]);
  });
  it('looks up a page that sends one packet after the other only once in a while', async () => {
    let now = 1000;
    const lookUp = vi.fn(agents);
    const presence = openPresence({ agents: lookUp }, () => now);
    for (let packet = 0; packet < 100; packet++, now += 100) await presence.heard('films', ['a1']);
    expect(lookUp).toHaveBeenCalledTimes(2);
    now += presentMs - 10_000;
    expect(await presence.count('films')).toBe(1);
  });
});
