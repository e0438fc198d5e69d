import type { Log } from '../../events/log.ts';
import type { Metrics } from './metrics.ts';

/** The same log, with every stored commit noted. */
export const timedLog = (log: Log, metrics: Metrics): Log => ({
  ...log,
  async append(draft, expected) {
    const began = performance.now();
    const sequence = await log.append(draft, expected);
    metrics.stored((performance.now() - began) / 1000, draft.json.length);
    return sequence;
  },
});
