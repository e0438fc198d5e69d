import type { AnyNewFact } from '../events/catalog.ts';
import { type AgentId, unitIdOf, type WorkerId } from '../events/ids.ts';
import type { Treatment } from '../events/treatment.ts';
import type { UnitPurpose } from '../events/unit.ts';
import * as agents from './agent.ts';
import { barred } from './barred.ts';
import { seated } from './beginning.ts';
import { deadlineIn, isSeat } from './conversation-at.ts';
import { freeAt, freeFor } from './free-for.ts';
import { type FreeUnit, pick, type WorkerInRun } from './free-units.ts';
import { isWithoutAlternative, made, type SpecialItem } from './made-units.ts';
import { mayHave, type Visitor } from './may-work.ts';
import { onboardingAt, onboardingOf, started } from './onboarding.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusals.ts';
import type { Held } from './requirements.ts';
import { returnedUnitFor } from './returned-unit.ts';
import { overridden, type Restriction } from './rules.ts';
import { hasStopped, type Run, registrationKey, unitOf } from './run.ts';
import { timedOut } from './seat-ends.ts';
import { seatAt, seatsFor } from './seats.ts';
import { secondsFor } from './seconds-for.ts';
import { type Known, nextFor } from './special-units.ts';
import { placeTaken } from './taken-place.ts';
import { conditionsNext, treatmentOf } from './treatments.ts';
import * as units from './unit.ts';
import { hasHadAll } from './units-left.ts';

/** A worker opens the task page; `now` is ISO 8601, `elsewhere` counts what they hold and have submitted in other runs of the task. */
export type ArrivalCommand = {
  type: 'agent.connect';
  now: string;
  elsewhere: number;
  /** How many of these they hold. */
  heldElsewhere?: number;
  isBlocked?: boolean;
  /** What the rules of other runs of the task hold against them. */
  restrictedElsewhere?: Restriction;
  /** The values of the qualifications they hold, by id. */
  holds?: Held;
  /** The pages of the onboarding that the task's code makes for them. */
  onboardingPages?: Record<string, unknown>[];
  /** The invitation by which they come, in a run for invited workers. */
  invitationId?: string;
  /** What they were assigned to in another run of the task. */
  treatmentElsewhere?: Treatment;
  /** Their language, where conversations pair by it, and with whom they talked in other runs of the task. */
  language?: string;
  metElsewhere?: readonly WorkerId[];
  /** The assignments that the task's code lets them have, in order, as far as it was asked; null if it lets them have none. */
  allowed?: readonly number[] | null;
  /** The item of a unit that is made for them, if one is due; null if there is none left. */
  special?: SpecialItem | null;
} & Omit<Known, 'workerId' | 'holds'> &
  agents.Arrival;

/**
 * Gives an arriving worker a unit. A page that comes again goes on with its own unit, and a worker who can get no other one, such as
 * in a second tab, with the one they hold: then there are no facts, and `agentAt` names the agent.
 */
export function connect(run: Run, command: ArrivalCommand): AnyNewFact[] {
  const facts = arrive(run, command);
  // A page that goes on records nothing.
  return facts.length === 0 ? [] : [...overridden(run.rules, run.taskRun.context.runId, command), ...facts];
}

function arrive(run: Run, command: ArrivalCommand): AnyNewFact[] {
  const { agentId, workerId, registration, now } = command;
  if (isAtWork(run, run.registrations.get(registrationKey(workerId, registration)), command)) return [];
  const worker = run.workers.get(workerId);
  const held = worker?.held.map((unitId) => ({ unitId, named: unitOf(run, unitId) })) ?? [];
  const overdue = held.filter(({ named }) => named && isOverdue(run, named, now));
  const inTime = held.length - overdue.length;
  const found = freeUnitFor(run, command, worker, inTime);
  if ('refusal' in found) {
    if (goesOn(run, command, inTime)) return [];
    throw found.refusal;
  }
  const { runId, settings } = run.taskRun.context;
  if (onboardingOf(run.onboardings, settings, command) === 'needed')
    return onboardingAt(run.onboardings, workerId) ? [] : [started(command, command.onboardingPages)];
  const { next, screens } = nextFor(run.special, settings, command);
  if (next === 'judgement') throw refuse('work/being-checked');
  const timeOuts = overdue.flatMap(({ named }) => (named ? timedOut(run, named, now) : []));
  // A rule may apply to them, so the caller looks again what its worker gets.
  if (timeOuts.length > 0 && settings.rules?.some(({ measure }) => measure === 'timed_out')) return timeOuts;
  if (next !== 'unit') {
    const { special } = command;
    if (special?.purpose === next) return [...timeOuts, ...made(run, command, special, treatmentFor(run, command))];
    // The caller looks again for what is due now.
    if (special !== null) return [];
    if (isWithoutAlternative(run, command, next)) throw refuse('work/none');
  }
  const unitId = unitIdOf(runId, found.index, found.place);
  const assign = {
    type: 'unit.assign',
    ...{ agentId, workerId, now, seconds: secondsFor(settings), payCents: settings.payCents },
    ...(screens ? { purpose: 'screening' as const } : {}),
  } as const;
  const unit = unitOf(run, unitId);
  if (!unit) throw refuse('unit/unknown', { unit: unitId });
  const given = [
    ...placeTaken(run, command),
    agents.connected(command, unitId, treatmentFor(run, command)),
    ...units.decide(assign, unit),
  ];
  return [...timeOuts, ...given, ...seated(run, command, found)];
}

/** What a worker would get now, for whom the caller then finds the item; undefined for a page that goes on, or is refused. */
export function dueFor(run: Run, command: ArrivalCommand): UnitPurpose | 'judgement' | undefined {
  const { settings } = run.taskRun.context;
  // The cheapest first: most arrivals get an ordinary unit.
  const { next } = nextFor(run.special, settings, command);
  if (next === 'unit' || agentAt(run, command) || hasStopped(run) || !mayHave(run, command)) return undefined;
  return onboardingOf(run.onboardings, settings, command) === 'needed' ? undefined : next;
}

/** Who a page is of, and what else decides whether it goes on with its unit. */
type Page = Visitor & Pick<ArrivalCommand, 'registration' | 'elsewhere' | 'place'>;

/**
 * The agent that a page works as: its own while that is at work, else the one who holds the unit that its worker was given last;
 * undefined if the worker holds none.
 */
export function agentAt(run: Run, page: Page): AgentId | undefined {
  const own = run.registrations.get(registrationKey(page.workerId, page.registration));
  if (isAtWork(run, own, page)) return own;
  const last = run.workers.get(page.workerId)?.held.at(-1);
  const agentId = last && unitOf(run, last)?.unit.context.agentId;
  return isOfOtherPlace(run, agentId, page) ? undefined : agentId;
}

/** Whether a worker goes on with one of the units that they hold in time, since there is no other for them. */
const goesOn = (run: Run, page: Page, inTime: number): boolean => inTime > 0 && agentAt(run, page) !== undefined;

/** Whether a page comes in another place at its provider than the one in which an agent works: what is done here pays there. */
const isOfOtherPlace = (run: Run, agentId: AgentId | undefined, { place }: Pick<Page, 'place'>): boolean =>
  place !== undefined && agentId !== undefined && run.submissions.ofAgent.get(agentId) !== place.submissionId;

/** The onboarding that a page goes on with: the one that its worker is at, if they need it and hold no unit. */
export function onboardingFor(run: Run, page: Page): AgentId | undefined {
  const isNeeded = onboardingOf(run.onboardings, run.taskRun.context.settings, page) === 'needed';
  return isNeeded ? onboardingAt(run.onboardings, page.workerId) : undefined;
}

/** Whether a reloaded page goes on as its agent: it has its unit, or ran out of time and its answer would count. */
function isAtWork(run: Run, agentId: AgentId | undefined, page: Page): boolean {
  const { workerId, elsewhere } = page;
  const agent = agentId && run.agents.get(agentId);
  if (!agent || agents.hasSubmitted(agent) || agent.matches('returned')) return false;
  if (isOfOtherPlace(run, agentId, page)) return false;
  const unit = unitOf(run, agent.context.unitId)?.unit;
  if (!unit || !units.takesAnswerOf(unit, agentId)) return false;
  if (unit.matches('assigned')) return true;
  // Whoever has lost their seat does not come back by a reload.
  if (isSeat(run, agent.context.unitId)) return false;
  const holdsAnother = (run.workers.get(workerId)?.held.length ?? 0) > 0;
  return mayHave(run, page) && !holdsAnother && !isAtMaximum(run, workerId, elsewhere);
}

/** Whether a worker holds and has submitted as many units as they may, given those of other runs of the task. */
export function isAtMaximum(run: Run, workerId: WorkerId, elsewhere: number): boolean {
  const { maximumUnitsPerWorker: maximum } = run.taskRun.context.settings;
  const worker = run.workers.get(workerId);
  return maximum > 0 && (worker?.held.length ?? 0) + (worker?.submitted ?? 0) + elsewhere >= maximum;
}

function isOverdue(run: Run, named: units.IdentifiedUnit, now: string): boolean {
  const deadline = deadlineIn(run, named);
  return deadline !== undefined && deadline <= now;
}

/** The next unit for a worker who holds `held` units in time, or why there is none. */
function freeUnitFor(
  run: Run,
  command: ArrivalCommand,
  worker: WorkerInRun | undefined,
  held: number,
): FreeUnit | { refusal: Refusal } {
  const { workerId, elsewhere, heldElsewhere = 0 } = command;
  const because = (refusal: Refusal) => ({ refusal });
  const notNow = barred(run, command);
  if (notNow) return because(notNow);
  const { allowedConcurrent, maximumUnitsPerWorker: maximum, maxNumConcurrentUnits } = run.taskRun.context.settings;
  const submitted = worker?.submitted ?? 0;
  if (allowedConcurrent && held >= allowedConcurrent) return because(refuse('work/too-many-at-once'));
  if (maximum && held + submitted + elsewhere >= maximum) {
    const isInHand = submitted + elsewhere - heldElsewhere < maximum;
    return because(isInHand ? refuse('work/too-many-at-once') : refuse('work/maximum-reached'));
  }
  if (maxNumConcurrentUnits && run.tally.assigned >= maxNumConcurrentUnits) return because(refuse('work/full'));
  const free = nextFree(run, command, worker, held) ?? (worker && returnedUnitFor(run, workerId, worker));
  if (free) return free;
  // Others have taken those meanwhile, so the caller asks for further ones.
  if (command.allowed) return because(refuse('work/being-checked'));
  return because(hasHadAll(run, worker) ? refuse('work/had-all') : refuse('work/none'));
}

/** Whether there is a unit for a worker, before the task's code is asked about it. */
export function isThereWork(run: Run, command: ArrivalCommand): boolean {
  const worker = run.workers.get(command.workerId);
  const inTime = (worker?.held ?? []).filter((unitId) => {
    const named = unitOf(run, unitId);
    return named && !isOverdue(run, named, command.now);
  });
  return !('refusal' in freeUnitFor(run, { ...command, allowed: undefined }, worker, inTime.length));
}

/** The free units that a worker could get next, in order; the task's code is asked about them. */
export function* candidatesFor(run: Run, command: ArrivalCommand): Iterable<FreeUnit> {
  const worker = run.workers.get(command.workerId);
  const { conversation: settings } = run.taskRun.context.settings;
  if (settings) yield* seatsFor({ run, settings, paired: command, worker });
  yield* freeFor(run.freeUnits, worker, conditionsFor(run, command, 0));
}

function nextFree(run: Run, command: ArrivalCommand, worker: WorkerInRun | undefined, held: number) {
  const { allowed } = command;
  const { conversation: settings } = run.taskRun.context.settings;
  const arriving = settings && { run, settings, paired: command, worker };
  if (allowed === undefined) {
    for (const seat of arriving ? seatsFor(arriving) : []) return seat;
    return pick(run.freeUnits, worker, conditionsFor(run, command, (worker?.held.length ?? 0) - held));
  }
  for (const index of allowed ?? []) {
    const free = arriving ? seatAt(arriving, index) : freeAt(run.freeUnits, worker, index);
    if (free) return free;
  }
  return undefined;
}

/** The treatment of an arriving worker, in a run that has treatments. */
function treatmentFor(run: Run, { workerId, treatmentElsewhere }: ArrivalCommand): Treatment | undefined {
  const { treatments, freeUnits, taskRun } = run;
  const { treatments: settings } = taskRun.context.settings;
  const conditionsInData = [...(freeUnits.inOrder?.groups.keys() ?? [])];
  return settings && treatmentOf({ treatments, settings, conditionsInData }, workerId, treatmentElsewhere);
}

/** The conditions of the items that a worker should get next, in a run with a design within subjects; so many units of theirs are overdue. */
function conditionsFor(run: Run, command: ArrivalCommand, overdue: number): string[] | undefined {
  const { treatments } = run.taskRun.context.settings;
  if (treatments?.within === undefined) return undefined;
  const done = Math.max(0, (run.treatments.done.get(command.workerId) ?? 0) - overdue);
  return conditionsNext(treatments, treatmentFor(run, command) ?? {}, done);
}
