import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AssignmentId } from '../../../events/ids.ts';
import { openConversationListeners } from './conversation-listeners.ts';
import { ada, run, viewOf } from './for-tests.ts';

const assignmentId = `${run}.0` as AssignmentId;
const [minute, hour] = [60_000, 3_600_000];

/** A page whose past cannot be read before it is there. */
function givenUnreadablePast() {
  const report = vi.fn();
  const state = { isThere: false };
  const got: unknown[] = [];
  const listeners = openConversationListeners({
    pastUpdates: {
      missed: async () => {
        if (!state.isThere) throw new Error('The rows are late.');
        return { updates: [{ update_id: 'c-1', task_data: {} }], last: 1 };
      },
    },
    ...{ report, afterPast: () => [] },
  });
  const leave = listeners.add(assignmentId, {
    ...{ run, agent: viewOf(ada) },
    send: (update) => void got.push(update.update_id),
    sendInTurn: async (update) => got.push(update.update_id) > 0,
  });
  return { report, state, got, leave, listeners };
}

describe('a page whose past cannot be read', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('tries it again after growing pauses, and at last every ten seconds', async () => {
    const { report } = givenUnreadablePast();
    await vi.advanceTimersByTimeAsync(15_000);
    expect(report).toHaveBeenCalledTimes(5);
    await vi.advanceTimersByTimeAsync(hour);
    expect(report).toHaveBeenCalledTimes(5 + 360);
  });

  it('gets everything soon after it can be read, and then tries nothing more', async () => {
    const { report, state, got, listeners } = givenUnreadablePast();
    await vi.advanceTimersByTimeAsync(minute);
    listeners.tell(assignmentId, ada, 2, [{ update_id: 'c-2', task_data: {} }]);
    state.isThere = true;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(got).toEqual(['c-1', 'c-2']);
    const reported = report.mock.calls.length;
    await vi.advanceTimersByTimeAsync(hour);
    expect(report).toHaveBeenCalledTimes(reported);
  });

  it('tries nothing more once it has left', async () => {
    const { report, leave } = givenUnreadablePast();
    await vi.advanceTimersByTimeAsync(minute);
    const reported = report.mock.calls.length;
    leave();
    await vi.advanceTimersByTimeAsync(hour);
    expect(report).toHaveBeenCalledTimes(reported);
  });
});
