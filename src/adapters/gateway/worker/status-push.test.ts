import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AgentId } from '../../../events/ids.ts';
import type { AgentView } from '../../../runtime/calls.ts';
import type { Change } from '../../../runtime/ports/read-model.ts';
import { openStatusPush, quietMs } from './status-push.ts';

const agentId = 'agent-1' as AgentId;

/** A push over agents whose status the spec sets, and the changes it reports. */
function open({ agents = vi.fn() } = {}) {
  let status = 'in task';
  agents.mockImplementation(async ({ agentIds }: { agentIds: string[] }) =>
    agentIds.map((id) => ({ agentId: id, status }) as AgentView),
  );
  let change: (change: Change) => void = () => {};
  const report = vi.fn();
  const onChange = (listener: (change: Change) => void) => {
    change = listener;
    return () => {
      change = () => {};
    };
  };
  const push = openStatusPush({ runs: { agents }, onChange, report });
  const heard: string[] = [];
  const listen = (run = 'films-1') =>
    push.add({ run, agentId, status: 'in task', onStatus: (agent) => heard.push(agent.status) });
  const becomes = (next: string, runs = ['films-1']) => {
    status = next;
    change({ sequence: 1, runs });
  };
  return { push, listen, becomes, heard, agents, report };
}
const settled = () => vi.advanceTimersByTimeAsync(2 * quietMs);
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the status of an agent', () => {
  it('is sent when it changes, and not again', async () => {
    const { listen, becomes, heard } = open();
    listen();
    becomes('in task');
    becomes('timeout');
    await settled();
    becomes('timeout');
    await settled();
    expect(heard).toEqual(['timeout']);
  });
  it('is sent when it changed after the page had read it and before it listened', async () => {
    const { listen, becomes, heard } = open();
    becomes('timeout');
    listen();
    await settled();
    expect(heard).toEqual(['timeout']);
  });
  it('is looked up for runs with an open page only', async () => {
    const { listen, becomes, heard, agents } = open();
    const leave = listen();
    await settled();
    agents.mockClear();
    becomes('timeout', ['colours-1']);
    leave();
    becomes('timeout');
    await settled();
    expect([heard, agents.mock.calls.length]).toEqual([[], 0]);
  });
  it('is looked up once more for any number of changes during a look', async () => {
    const { listen, becomes, agents } = open();
    listen();
    await settled();
    agents.mockClear();
    for (let n = 0; n < 10; n++) becomes('timeout');
    await settled();
    expect(agents).toHaveBeenCalledTimes(2);
  });
  it('is looked up again after a look that failed, which is reported', async () => {
    const { listen, becomes, heard, agents, report } = open();
    listen();
    await settled();
    agents.mockRejectedValueOnce(new Error('away'));
    becomes('timeout');
    await settled();
    becomes('timeout');
    await settled();
    expect([heard, report.mock.calls.length]).toEqual([['timeout'], 1]);
  });
  it('is not sent after closing', async () => {
    const { push, listen, becomes, heard } = open();
    listen();
    push.close();
    becomes('timeout');
    await settled();
    expect(heard).toEqual([]);
  });
});
