import type { Completion } from '../../../api/worker-page.ts';
import type { TaskConfig } from '../../../runtime/config/task-keys.ts';

type Keys = Pick<TaskConfig, 'after_submission' | 'completion_code'>;

/** What a worker gets with each submission where the page does not go on to the next unit; nothing where it does. */
export const completionOfSubmission = (config: Keys): Completion | undefined =>
  (config.after_submission ?? 'next') === 'next' ? undefined : completionOf(config);

/** The refusals that leave a worker without another unit. Whether one becomes free again, nobody knows: they need not wait for it. */
const lastRefusals: ReadonlySet<string> = new Set([
  'work/all-done',
  'work/full',
  'work/had-all',
  'work/maximum-reached',
  'work/none',
  // Such as one who was granted what ends a pilot for them.
  'work/not-qualified',
]);

/** What a worker gets with the refusal of another unit, once they have submitted one. */
export const completionOfRefusal = (config: Keys, code: string, submitted: number): Completion | undefined =>
  submitted > 0 && lastRefusals.has(code) ? completionOf(config) : undefined;

function completionOf({ after_submission: after = 'next', completion_code: code }: Keys): Completion | undefined {
  const address = /^https?:/.test(after) ? after.replace('{code}', encodeURIComponent(code ?? '')) : undefined;
  if (!code && !address) return undefined;
  return { ...(code ? { code } : {}), ...(address ? { address } : {}) };
}
