import type { WorkerId } from '../events/ids.ts';
import { uninvited } from './invitation.ts';
import { onboardingOf } from './onboarding.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusals.ts';
import { type Held, unmetBy } from './requirements.ts';
import { becauseOf } from './rule-measures.ts';
import { type Restriction, restrictionOf, stricter } from './rules.ts';
import type { Run } from './run.ts';
import { hasFailed } from './special-units.ts';

/** A worker who arrives, and what the run cannot know itself; `now` is ISO 8601. */
export type Visitor = {
  workerId: WorkerId;
  provider: string;
  now: string;
  isBlocked?: boolean;
  /** The values of the qualifications they hold, by id. */
  holds?: Held;
  /** The invitation by which they come, in a run for invited workers. */
  invitationId?: string;
  /** What the rules of other runs of the task hold against them. */
  restrictedElsewhere?: Restriction;
};

/** Whether a worker may be given units of a run: no block and no rule is against it, they meet its requirements, and are invited if they have to be. */
export const mayHave = (run: Run, page: Visitor): boolean =>
  isQualified(run, page) &&
  restrictedBy(run, page) === undefined &&
  uninvited(run.taskRun, run.invitations, page) === undefined;

/** The refusal for a worker whom a rule has excluded from the task, or paused. */
export function restrictedBy({ rules }: Run, { workerId, now, restrictedElsewhere }: Visitor): Refusal | undefined {
  const nowMs = Date.parse(now);
  const restriction = stricter(restrictionOf(rules, workerId, nowMs), restrictedElsewhere);
  if (!restriction) return undefined;
  const { measure, untilMs } = restriction;
  if (untilMs === undefined) return refuse('work/excluded', { because: becauseOf[measure] });
  const seconds = Math.ceil((untilMs - nowMs) / 1000);
  const minutes = Math.ceil(seconds / 60);
  return refuse('work/worker-paused', { because: becauseOf[measure], minutes, seconds });
}

/** Whether a worker is not blocked, has failed nothing, and meets the requirements of a run. */
export function isQualified({ taskRun, onboardings, special }: Run, page: Visitor): boolean {
  const { settings } = taskRun.context;
  if (page.isBlocked || hasFailed(special, page.workerId)) return false;
  if (onboardingOf(onboardings, settings, page) === 'failed') return false;
  return unmetBy(settings.requirements, page.holds, page.provider) === undefined;
}
