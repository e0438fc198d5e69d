import type { Completion } from '../../../api/worker-page.ts';
import type { Ending } from '../../../runtime/config/panel-keys.ts';
import type { TaskConfig } from '../../../runtime/config/task-keys.ts';
import type { CompletionOutcome } from '../../../runtime/ports/provider-account.ts';

type Keys = Pick<TaskConfig, 'after_submission' | 'completion_code' | 'panel'>;
/** What a panel has put into a worker's link, by parameter. */
type From = { link?: Readonly<Record<string, string>> } | undefined;

/** What a worker gets with each submission where the page does not go on to the next unit; nothing where it does. */
export const completionOfSubmission = (config: Keys, from?: From): Completion | undefined =>
  (config.after_submission ?? 'next') === 'next' ? undefined : completionOf(config, from);

/** The refusals that leave a worker without another unit. Whether one becomes free again, nobody knows: they need not wait for it. */
const lastRefusals: ReadonlySet<string> = new Set([
  'work/all-done',
  'work/full',
  'work/had-all',
  'work/maximum-reached',
  'work/none',
  'work/place-done',
  'work/place-over',
  // Such as one who was granted what ends a pilot for them.
  'work/not-qualified',
]);

/** The refusals of a worker that rest on who they are, or on what they did. */
const screenedOut: ReadonlySet<string> = new Set(['work/not-qualified', 'work/excluded', 'work/maximum-reached']);
/** Those of whoever comes. */
const noWork: ReadonlySet<string> = new Set([
  ...['work/all-done', 'work/full', 'work/had-all', 'work/none', 'work/paused'],
]);

/** What a worker gets with the refusal of another unit, once they have submitted one; from a panel, also before. */
export function completionOfRefusal(
  config: Keys,
  code: string,
  submitted: number,
  from?: From,
): Completion | undefined {
  if (submitted > 0) return lastRefusals.has(code) ? completionOf(config, from) : undefined;
  const { panel } = config;
  if (screenedOut.has(code)) return endingOf(panel?.screened_out, panel, from);
  return noWork.has(code) ? endingOf(panel?.no_work, panel, from) : undefined;
}

/** The outcome with which a worker who gets no unit leaves their place at a provider; undefined while they may wait for one. */
export function outcomeInPlace(code: string, submitted: number): CompletionOutcome | undefined {
  if (submitted > 0) return 'completed';
  // What they have submitted there does not count.
  if (code === 'work/place-done' || code === 'work/worker-paused' || screenedOut.has(code)) return 'screened_out';
  return code === 'work/place-over' || noWork.has(code) ? 'no_work' : undefined;
}

function completionOf({ after_submission: after = 'next', completion_code: code, panel }: Keys, from: From) {
  return endingOf({ code, address: /^https?:/.test(after) ? after : undefined }, panel, from);
}

/** A code, and an address in which the code and the parameters of the link are; the page itself puts the worker in. */
function endingOf({ code, address }: Ending = {}, panel: Keys['panel'], from: From): Completion | undefined {
  if (!code && !address) return undefined;
  const values = { ...from?.link, code: code ?? '' };
  const filled = address?.replace(/\{([\w.-]+)\}/g, (placeholder, name: string) => {
    if (name === panel?.worker_parameter) return '{worker}';
    return Object.hasOwn(values, name) ? encodeURIComponent(values[name as keyof typeof values]) : placeholder;
  });
  return { ...(code ? { code } : {}), ...(filled ? { address: filled } : {}) };
}
