import type { Arrival } from './agent.ts';
import { uninvited } from './invitation.ts';
import { isQualified, restrictedBy, type Visitor } from './may-work.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusals.ts';
import { hasStopped, type Run } from './run.ts';
import { placeRefusal } from './taken-place.ts';

type Arriving = Visitor & Pick<Arrival, 'place'> & { now: string; invitationId?: string };

/** Why a worker gets no unit whatever is free; undefined if they may. */
export function barred(run: Run, command: Arriving): Refusal | undefined {
  // Of a study that is over, nobody need hear that they could not take part.
  if (hasStopped(run)) return refuse('work/all-done');
  const notHere = uninvited(run.taskRun, run.invitations, command) ?? placeRefusal(run, command);
  if (notHere) return notHere;
  if (!isQualified(run, command)) return refuse('work/not-qualified');
  const restricted = restrictedBy(run, command);
  if (restricted) return restricted;
  if (run.taskRun.matches('paused')) return refuse('work/paused');
  return run.taskRun.matches('launched') ? undefined : refuse('work/none');
}
