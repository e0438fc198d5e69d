import { describe, expect, it } from 'vitest';
import { memoryLog } from '../adapters/nats/log/memory.ts';
import { noon, opening, runId, settings } from '../events/fixtures.ts';
import { LogUnavailable } from '../events/log.ts';
import { openRun } from './open-run.ts';
import type { DataReader } from './ports/tasks.ts';
import { startProducer } from './producer.ts';

/** A reader whose data is these items, all in one batch. */
const hostOf = (items: readonly unknown[]) =>
  ({
    kind: 'list',
    summarize: async () => ({ length: items.length, withUnits: { items: 0, units: 0 }, keys: [], first: {} }),
    start: async () => undefined,
    next: async () => ({ items, done: true }),
    close: async () => undefined,
  }) as unknown as DataReader;

describe('a run whose log is unavailable while its data is read', () => {
  it.each(['before', 'after'] as const)(
    'is opened when the log is available again, and has each item once: %s',
    async (fault) => {
      const stored = memoryLog();
      let failing = 0;
      const log: typeof stored = {
        ...stored,
        async append(draft, expected) {
          const isAway = draft.json.some((line) => line.includes('assignment.created')) && failing++ < 4;
          if (isAway && fault === 'before') throw new LogUnavailable('away');
          const sequence = await stored.append(draft, expected);
          if (isAway) throw new LogUnavailable('away');
          return sequence;
        },
      };
      let ids = 0;
      const mailbox = {
        stamp: (by: string) => ({ id: `fact-${ids++}`, at: noon, by }),
        commitId: () => `commit-${ids++}`,
        pause: () => new Promise<void>((resolve) => setTimeout(resolve, 5)),
      };
      const run = await openRun(runId, log, mailbox, () => undefined);
      await run.mailbox.ask({ type: 'task-run.open', ...opening, settings }, 'spec');
      const producer = startProducer(
        run,
        async () => hostOf([{ shared: { n: 1 } }, { shared: { n: 2 } }]),
        () => undefined,
      );
      await producer.launched;
      await producer.close();
      const types: string[] = [];
      for await (const { facts } of stored.read(runId)) types.push(...facts.map(({ type }) => type));
      expect(types).toEqual([
        'task-run.opened',
        'assignment.created',
        'assignment.created',
        'task-run.data-ended',
        'task-run.launched',
      ]);
      expect(run.mailbox.run.taskRun.context.dataEnded).toBe(true);
    },
  );
});
