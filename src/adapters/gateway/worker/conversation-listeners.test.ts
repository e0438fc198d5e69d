import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AssignmentId } from '../../../events/ids.ts';
import { openConversationListeners } from './conversation-listeners.ts';
import { ada, run, viewOf } from './for-tests.ts';

const assignmentId = `${run}.0` as AssignmentId;
const settled = () => new Promise((resolve) => setTimeout(resolve));

/** Collects what nothing holds any more. */
function gc(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}
const [minute, hour] = [60_000, 3_600_000];

/** A page whose past cannot be read before it is there. */
function givenUnreadablePast() {
  const report = vi.fn();
  const state = { isThere: false, recorded: 1, last: 0 };
  const got: unknown[] = [];
  const listeners = openConversationListeners({
    pastUpdates: {
      missed: () => ({
        last: () => state.last,
        async *more() {
          if (!state.isThere) throw new Error('The rows are late.');
          while (state.last < state.recorded) {
            yield { update_id: `c-${state.last + 1}`, task_data: {} };
            state.last += 1;
          }
        },
      }),
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
    state.recorded = 2;
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

describe('a page that takes in nothing', () => {
  it('has nothing held for it, and gets everything once and in order when it reads again', async () => {
    const record = [1];
    const got: string[] = [];
    let takeIn = () => undefined as void;
    const listeners = openConversationListeners({
      pastUpdates: {
        missed() {
          let last = 0;
          return {
            last: () => last,
            async *more() {
              for (const order of record.filter((one) => one > last)) {
                yield { update_id: `c-${order}`, task_data: {} };
                last = order;
              }
            },
          };
        },
      },
      ...{ report: () => undefined, afterPast: () => [] },
    });
    listeners.add(assignmentId, {
      ...{ run, agent: viewOf(ada) },
      send: (update) => void got.push(update.update_id),
      sendInTurn: (update) =>
        new Promise((resolve) => {
          takeIn = () => {
            got.push(update.update_id);
            resolve(true);
          };
        }),
    });
    const happens = (order: number) => {
      const update = { update_id: `c-${order}`, task_data: {} };
      record.push(order);
      listeners.tell(assignmentId, ada, order, [update]);
      return new WeakRef(update);
    };
    await settled();
    const told = Array.from({ length: 100 }, (_, nth) => happens(nth + 2));
    await settled();
    expect(got).toEqual([]);
    gc();
    expect(told.filter((one) => one.deref())).toEqual([]);
    for (let nth = 0; nth < 101; nth++) {
      takeIn();
      await settled();
    }
    happens(102);
    expect(got).toEqual(Array.from({ length: 102 }, (_, nth) => `c-${nth + 1}`));
  });
});
