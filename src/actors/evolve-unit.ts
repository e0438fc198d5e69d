import type { AnyNewFact } from '../events/catalog.ts';
import { partsOf, type UnitId, type WorkerId } from '../events/ids.ts';
import { noteBonus, noteUndonePromise } from './bonus.ts';
import { noteComment } from './comment.ts';
import { noteFollowUp } from './follow-up.ts';
import { giveBack, noteAnswers, noteHad, take, type WorkerInRun, workerIn } from './free-units.ts';
import { noteLabel } from './overlap.ts';
import { forgetCalls } from './procedure.ts';
import { noteEvidence } from './rules.ts';
import { type Run, untouched } from './run.ts';
import { isSpecial, noteSpecial } from './special-units.ts';
import { noteUnits } from './treatments.ts';
import * as units from './unit.ts';

/** A fact about a unit. */
export type UnitFact = Extract<AnyNewFact, { type: `unit.${string}` }>;

/** Takes in a fact about a unit: its states, and what the run counts. */
export function evolveUnit(run: Run, fact: UnitFact): void {
  const { unitId } = fact.data;
  const { index, place } = partsOf(unitId);
  const { tally, freeUnits } = run;
  const wasHeld = run.inWork.has(unitId);
  const isMade = isSpecial(run.special, unitId);
  if (isAssessing(run)) noteSpecial(run.special, fact, run.taskRun.context.settings.tellsCode);

  const before = units.isReview(fact) ? decisionOn(run, unitId) : undefined;
  run.units.apply(unitId, fact, untouched(run));
  if ('agentId' in fact.data) run.agents.apply(fact.data.agentId, fact);
  if (endsWork(fact)) forgetCalls(run.procedures, fact.data.agentId);
  countByRules(run, fact);

  switch (fact.type) {
    case 'unit.assigned': {
      const worker = workerIn(run.workers, fact.data.workerId);
      run.formerSeconds.delete(unitId);
      if (!isMade) {
        take(freeUnits, { index, place }, worker);
        noteHad(freeUnits, index, worker);
        noteAnswers(freeUnits, index, 1);
      }
      worker.held.push(unitId);
      run.inWork.add(unitId);
      tally.open--;
      tally.assigned++;
      if (!isMade) noteWork(run, fact.data.workerId, 1);
      return;
    }
    case 'unit.submitted': {
      const worker = workerIn(run.workers, fact.data.workerId);
      worker.submitted++;
      run.formerSeconds.delete(unitId);
      if (wasHeld) {
        letGo(worker, unitId);
        tally.assigned--;
        run.inWork.delete(unitId);
      } else {
        take(freeUnits, { index, place });
        noteAnswers(freeUnits, index, 1);
        noteWork(run, fact.data.workerId, 1);
        tally.open--;
      }
      tally.completed++;
      noteAnswer(run, index, fact.data.answer);
      if (isMade) tally.special_completed++;
      settle(run, index);
      return;
    }
    case 'unit.returned':
    case 'unit.timed-out':
      letGo(workerIn(run.workers, fact.data.workerId), unitId);
      run.inWork.delete(unitId);
      if (!isMade) {
        giveBack(freeUnits, { index, place });
        noteAnswers(freeUnits, index, -1);
        noteWork(run, fact.data.workerId, -1);
      }
      tally.assigned--;
      tally.open++;
      return;
    case 'unit.expired':
      if (!isMade) take(freeUnits, { index, place });
      tally.open--;
      tally.expired++;
      settle(run, index);
      return;
    case 'unit.paid':
    case 'unit.payment-undone':
      return;
    case 'unit.bonus-granted':
    case 'unit.bonus-paid':
    case 'unit.bonus-payment-undone':
    case 'unit.bonus-withdrawn':
      noteBonus(run.bonuses, fact);
      return;
    case 'unit.commented':
    case 'unit.comment-edited':
    case 'unit.comment-removed':
      noteComment(run.comments, fact);
      return;
  }
  noteFollowUp(run.followUps, fact);
  noteUndonePromise(run.bonuses, fact);
  if (before) tally[before]--;
  const after = decisionOn(run, unitId);
  if (units.isReview(fact) && after) tally[after]++;
}

type Ending = Extract<UnitFact, { type: `unit.${'submitted' | 'returned' | 'timed-out'}` }>;

const endsWork = (fact: UnitFact): fact is Ending =>
  fact.type === 'unit.submitted' || fact.type === 'unit.returned' || fact.type === 'unit.timed-out';

function countByRules(run: Run, fact: UnitFact): void {
  const { settings } = run.taskRun.context;
  if (!settings.rules?.length) return;
  if (fact.type === 'unit.returned' && run.conversations.excused.has(fact.data.agentId)) return;
  const { answer } = ('agentId' in fact.data && run.agents.get(fact.data.agentId)?.context) || {};
  noteEvidence(run.rules, settings, fact, answer);
}

function noteAnswer(run: Run, index: number, answer: unknown): void {
  const overlap = run.taskRun.context.settings.overlap;
  if (overlap) noteLabel(run.labels, overlap, index, answer);
}

function noteWork({ treatments, taskRun }: Run, workerId: WorkerId, by: 1 | -1): void {
  if (taskRun.context.settings.treatments) noteUnits(treatments, workerId, by);
}

/** Whether submissions of this run are judged, or its code hears of them. */
export function isAssessing({ taskRun: { context } }: Run): boolean {
  const { screening, gold, tellsCode } = context.settings;
  return screening !== undefined || gold !== undefined || tellsCode === true;
}

function letGo({ held }: WorkerInRun, unitId: UnitId): void {
  const at = held.indexOf(unitId);
  if (at >= 0) held.splice(at, 1);
}

type Decision = 'accepted' | 'soft_rejected' | 'rejected';

/** What the unit counts as since it was reviewed, if it was. */
function decisionOn(run: Run, unitId: UnitId): Decision | undefined {
  const state = run.units.get(unitId)?.value;
  return state === 'accepted' || state === 'soft_rejected' || state === 'rejected' ? state : undefined;
}

function settle(run: Run, index: number): void {
  const settled = (run.settled[index] ?? 0) + 1;
  run.settled[index] = settled;
  if (settled >= (run.freeUnits.sizes[index] ?? 0)) run.settledWhole.add(index);
}
