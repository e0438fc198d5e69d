import type { Todo } from './actor.ts';
import * as conversations from './conversation-clock.ts';
import * as followUps from './follow-up.ts';
import * as goldBonuses from './gold-bonus.ts';
import * as judging from './judging.ts';
import * as offers from './offer-todo.ts';
import * as onboardings from './onboarding.ts';
import * as procedures from './procedure.ts';
import * as rules from './rules.ts';
import { hasStopped, type Run, unitOf } from './run.ts';
import * as seatEnds from './seat-ends.ts';
import * as taskRuns from './task-run.ts';

/** Everything the run and its units wait for. */
export function todo(run: Run): Todo[] {
  const inWork = [...run.inWork].flatMap((unitId) => unitOf(run, unitId) ?? []);
  return [
    ...taskRuns.todo(run.taskRun),
    ...inWork.flatMap((named) => seatEnds.todo(run, named)),
    ...followUps.todo(run.followUps),
    ...onboardings.todo(run.onboardings),
    ...judging.todo(run.special),
    ...goldBonuses.todo(run),
    ...rules.todo(run.rules),
    ...procedures.todo(run.procedures),
    ...conversations.todo(run),
    ...offers.todosOf(run.offers, whereOffersStand(run)),
  ];
}

/** Where a run stands, as far as its offers follow it. */
export function whereOffersStand(run: Run): 'launched' | 'paused' | 'over' {
  if (hasStopped(run)) return 'over';
  return run.taskRun.matches('paused') ? 'paused' : 'launched';
}
