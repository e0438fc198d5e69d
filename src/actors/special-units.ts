import type { SpecialUnit } from '../events/assignment.ts';
import type { AnyNewFact } from '../events/catalog.ts';
import { partsOf, type UnitId, type WorkerId } from '../events/ids.ts';
import type { RunSettings } from '../events/task-run.ts';
import type { UnitPurpose } from '../events/unit.ts';
import { type Agent, hasSubmitted } from './agent.ts';
import type { Held } from './requirements.ts';

/** What a run remembers of one worker's screening and gold units. */
type Assessed = {
  /** The outcome of screening, and whether gold units disqualified them, until the qualification that says so is granted. */
  screening?: 'passed' | 'failed';
  /** The screening units that they have submitted and not passed: failed, undecided or not judged yet. */
  unpassed: Set<UnitId>;
  disqualified?: boolean;
  /** How many units of theirs wait to be judged and decide what they get next. */
  waiting: number;
  /** Who they are at their provider. */
  provider: string;
  name: string;
  correct: number;
  incorrect: number;
  /** Submitted units that are neither, in all and since the last gold unit. */
  completed: number;
  sinceGold: number;
  /** The gold items they have had here. */
  keys: Set<string>;
  /** Those of them that they did not answer, which they get again if no other is left. */
  unanswered: Set<string>;
};

/** The units of a run that are made for one worker, or judged when they are submitted. */
export type SpecialUnits = {
  /** Those made for one worker, by the index of their assignment. */
  made: Map<number, SpecialUnit>;
  /** How many there are of each purpose, without those that were withdrawn. */
  counts: Record<UnitPurpose, number>;
  /** Ordinary units that screen their worker. */
  screening: Set<UnitId>;
  workers: Map<WorkerId, Assessed>;
  /** Units that wait to be judged, and the judgements that wait to be followed. */
  unjudged: Map<UnitId, { workerId: WorkerId }>;
  unfollowed: Map<UnitId, Judgement>;
};

/** The judgement of a unit. */
export type Judgement = Omit<Extract<AnyNewFact, { type: 'unit.judged' }>['data'], 'unitId'>;

/** Those of a new run. */
export const noSpecialUnits = (): SpecialUnits => ({
  made: new Map(),
  counts: { screening: 0, gold: 0 },
  screening: new Set(),
  workers: new Map(),
  unjudged: new Map(),
  unfollowed: new Map(),
});

const unseen = (): Assessed => ({
  provider: '',
  name: '',
  unpassed: new Set(),
  waiting: 0,
  correct: 0,
  incorrect: 0,
  completed: 0,
  sinceGold: 0,
  keys: new Set(),
  unanswered: new Set(),
});

/** What a worker has done so far here. */
export const assessedIn = ({ workers }: SpecialUnits, workerId: WorkerId): Assessed =>
  workers.get(workerId) ?? unseen();

function assessedFor(special: SpecialUnits, workerId: WorkerId): Assessed {
  const known = special.workers.get(workerId);
  if (known) return known;
  const fresh = unseen();
  special.workers.set(workerId, fresh);
  return fresh;
}

/** Whether the unit was made for one worker. */
export const isSpecial = ({ made }: SpecialUnits, unitId: UnitId): boolean => made.has(partsOf(unitId).index);

/** What a unit is for beside its answer. */
export const purposeOf = ({ made, screening }: SpecialUnits, unitId: UnitId): UnitPurpose | undefined =>
  made.get(partsOf(unitId).index)?.purpose ?? (screening.has(unitId) ? 'screening' : undefined);

/** Takes in what concerns these units; other facts change nothing. `tellsCode` as in the settings. */
export function noteSpecial(special: SpecialUnits, fact: AnyNewFact, tellsCode = false): void {
  switch (fact.type) {
    case 'assignment.created':
      noteMade(special, fact.data);
      return;
    case 'agent.connected': {
      const { workerId, provider, worker: name } = fact.data;
      Object.assign(assessedFor(special, workerId), { provider, name });
      return;
    }
    case 'unit.assigned':
      // Kept when the unit is returned or times out: an answer may still come.
      if (fact.data.purpose) special.screening.add(fact.data.unitId);
      else special.screening.delete(fact.data.unitId);
      return;
    case 'unit.expired':
      noteWithdrawn(special, fact.data.unitId);
      return;
    case 'unit.submitted':
      noteSubmitted(special, fact.data, tellsCode);
      return;
    case 'unit.judged':
      noteJudged(special, fact.data);
      return;
    case 'unit.judgement-followed':
      noteFollowed(special, fact.data);
  }
}

type Data<Type extends AnyNewFact['type']> = Extract<AnyNewFact, { type: Type }>['data'];

function noteMade(special: SpecialUnits, { special: made, assignmentId }: Data<'assignment.created'>): void {
  if (!made) return;
  special.made.set(partsOf(assignmentId).index, made);
  special.counts[made.purpose]++;
  if (made.key === undefined) return;
  const worker = assessedFor(special, made.workerId);
  worker.keys.add(made.key);
  worker.unanswered.delete(made.key);
}

function noteWithdrawn(special: SpecialUnits, unitId: UnitId): void {
  const made = special.made.get(partsOf(unitId).index);
  if (!made) return;
  special.counts[made.purpose]--;
  if (made.key !== undefined) assessedFor(special, made.workerId).unanswered.add(made.key);
}

function noteSubmitted(special: SpecialUnits, of: Data<'unit.submitted'>, tellsCode: boolean): void {
  const { unitId, workerId } = of;
  const purpose = purposeOf(special, unitId);
  if (purpose) assessedFor(special, workerId).waiting++;
  if (purpose === 'screening') assessedFor(special, workerId).unpassed.add(unitId);
  if (!isSpecial(special, unitId)) {
    const worker = assessedFor(special, workerId);
    worker.completed++;
    worker.sinceGold++;
  }
  if (purpose || tellsCode) special.unjudged.set(unitId, { workerId });
}

function noteFollowed(special: SpecialUnits, { unitId, workerId }: Data<'unit.judgement-followed'>): void {
  const { purpose, disqualifies } = special.unfollowed.get(unitId) ?? {};
  special.unfollowed.delete(unitId);
  if (purpose !== 'screening' && !disqualifies) return;
  const worker = assessedFor(special, workerId);
  if (disqualifies) worker.disqualified = false;
  if (purpose !== 'screening') return;
  // Others of this worker may still wait to be followed.
  const isLast = ![...special.unfollowed.values()].some((of) => of.workerId === workerId && of.purpose === purpose);
  if (isLast) worker.screening = undefined;
}

function noteJudged(special: SpecialUnits, { unitId, ...judgement }: Judgement & { unitId: UnitId }): void {
  const { workerId, purpose, correct, asked, disqualifies } = judgement;
  special.unjudged.delete(unitId);
  special.screening.delete(unitId);
  if (purpose || asked?.length) special.unfollowed.set(unitId, judgement);
  if (!purpose) return;
  const worker = assessedFor(special, workerId);
  worker.waiting--;
  if (purpose === 'gold') {
    worker[correct ? 'correct' : 'incorrect']++;
    worker.sinceGold = 0;
    if (disqualifies) worker.disqualified = true;
  } else {
    if (typeof correct === 'boolean') worker.screening = correct ? 'passed' : 'failed';
    if (correct) worker.unpassed.delete(unitId);
  }
}

/** Whether a submitted answer counts and is no screening unit that its worker has not passed, so that it completes the study for them. */
export const completesStudy = (special: SpecialUnits, agent: Agent): boolean => {
  const { workerId, unitId } = agent.context;
  return hasSubmitted(agent) && !agent.matches('late') && !assessedIn(special, workerId).unpassed.has(unitId);
};

// ── What comes next ──────────────────────────────────────────────────────────

/** How a worker has done in other runs of the task. */
export type Elsewhere = { correct: number; incorrect: number; completed: number; sinceGold?: number };
export const nowhere: Elsewhere = { correct: 0, incorrect: 0, completed: 0 };

/** What is known of an arriving worker from outside the run. `goldDue` is what the task's code says; `chance` is from 0 to 1. */
export type Known = { workerId: WorkerId; holds?: Held; assessed?: Elsewhere; goldDue?: boolean; chance?: number };

/** What a worker gets next: first a judgement of what they submitted is awaited. */
export type Next = 'judgement' | UnitPurpose | 'unit';

/** Decides by the run's settings; `screened` means that an ordinary unit screens them. */
export function nextFor(special: SpecialUnits, settings: RunSettings, known: Known): { next: Next; screens?: true } {
  const { screening, gold } = settings;
  const { workerId, holds = {} } = known;
  const { waiting, screening: outcome } = assessedIn(special, workerId);
  if (waiting > 0) return { next: 'judgement' };
  if (screening && !Object.hasOwn(holds, screening.passedId) && outcome !== 'passed')
    return screening.maxUnits > 0 ? { next: 'screening' } : { next: 'unit', screens: true };
  return { next: gold && isGoldDue(special, gold, known) ? 'gold' : 'unit' };
}

/** Whether a worker has failed here, though what follows from it is not granted yet. */
export function hasFailed(special: SpecialUnits, workerId: WorkerId): boolean {
  const { screening, disqualified } = special.workers.get(workerId) ?? {};
  return screening === 'failed' || disqualified === true;
}

function isGoldDue(special: SpecialUnits, gold: NonNullable<RunSettings['gold']>, known: Known): boolean {
  const { workerId, assessed = nowhere, goldDue, chance = 1 } = known;
  const own = assessedIn(special, workerId);
  const correct = own.correct + assessed.correct;
  const incorrect = own.incorrect + assessed.incorrect;
  const completed = own.completed + assessed.completed;
  if (correct < gold.min) return true;
  if (special.counts.gold >= gold.maxUnits) return false;
  if (goldDue !== undefined) return goldDue;
  if (gold.every !== undefined) return own.sinceGold + (assessed.sinceGold ?? 0) >= gold.every;
  if (gold.probability !== undefined) return chance < gold.probability;
  // Mephisto's rule: often at first, then less and less.
  return correct - (gold.min + incorrect) < Math.ceil(Math.log10(completed + 1) ** 2.2) - 1;
}

/** Whether a screening unit can still be made. */
export const mayScreen = ({ counts }: SpecialUnits, { screening }: RunSettings): boolean =>
  screening !== undefined && counts.screening < screening.maxUnits;

/** The units of a worker that decide what they get next, and are not judged and followed yet. */
export function waitingOf(special: SpecialUnits, workerId: WorkerId): UnitId[] {
  const { waiting = 0, screening, disqualified } = special.workers.get(workerId) ?? {};
  if (waiting === 0 && !screening && !disqualified) return [];
  const unjudged = [...special.unjudged].filter(
    ([unitId, of]) => of.workerId === workerId && purposeOf(special, unitId) !== undefined,
  );
  const unfollowed = [...special.unfollowed].filter(([, { workerId: of, purpose }]) => of === workerId && purpose);
  return [...unjudged, ...unfollowed].map(([unitId]) => unitId);
}
