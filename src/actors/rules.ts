import type { AnyNewFact, Fact } from '../events/catalog.ts';
import type { UnitId, VerdictId, WorkerId } from '../events/ids.ts';
import { type Rule, RuleApplied, type RuleFact, type RuleMeasure } from '../events/rule.ts';
import type { RunSettings } from '../events/task-run.ts';
import type { Todo } from './actor.ts';
import { actorStatesOf } from './actor-states.ts';
import * as applications from './rule-application.ts';
import { appliesAt, count, type Evidence, newTally, type Tally } from './rule-measures.ts';

/** What a rule is to do in the commit that brought it to this. */
type Due = { workerId: WorkerId; unitId: UnitId; rule: Rule; measured: number; submitted: number };

type Application = applications.RuleApplication;

/** What the rules of a run have counted and done. */
export type Rules = {
  /** What each rule has counted of each worker, by the rule's text. */
  tallies: Map<string, Map<WorkerId, Tally>>;
  due: Map<string, Due>;
  states: ReturnType<typeof actorStatesOf<Application, Application['context']>>;
  /** What the rules did to each worker, in order. */
  ofWorker: Map<WorkerId, VerdictId[]>;
  /** How often a rule has applied. */
  count: number;
  /** Those of which something is to be carried out in all runs. */
  open: Set<VerdictId>;
  /** When each unit that is at work was given out (ms since 1970). */
  givenAtMs: Map<UnitId, number>;
};

/** The rules of a new run. */
export const noRules = (): Rules => ({
  tallies: new Map(),
  due: new Map(),
  states: actorStatesOf(applications.ruleApplication),
  ofWorker: new Map(),
  count: 0,
  open: new Set(),
  givenAtMs: new Map(),
});

// ── Evolution ────────────────────────────────────────────────────────────────

/** Whether a fact is about what a rule did. */
export const isRuleFact = (fact: { type: string }): fact is RuleFact => fact.type.startsWith('rule.');

/** Takes in what a rule did, or that it was taken back. */
export function noteRule(rules: Rules, fact: RuleFact): void {
  const { applicationId, workerId } = fact.data;
  rules.states.apply(applicationId, fact);
  if (fact.type === 'rule.applied') {
    rules.count++;
    const ids = rules.ofWorker.get(workerId);
    if (ids) ids.push(applicationId);
    else rules.ofWorker.set(workerId, [applicationId]);
  }
  const application = rules.states.get(applicationId);
  // From here on the rule counts from zero.
  if (fact.type !== 'rule.followed' && application)
    forget(rules, applications.ruleText(application.context.rule), workerId);
  if (applications.todo(applicationId, application).length > 0) rules.open.add(applicationId);
  else rules.open.delete(applicationId);
}

function forget({ tallies, due }: Rules, text: string, workerId: WorkerId): void {
  tallies.get(text)?.delete(workerId);
  due.delete(dueKey(text, workerId));
}

const dueKey = (text: string, workerId: WorkerId) => `${workerId} ${text}`;

type UnitFact = Extract<AnyNewFact, { type: `unit.${string}` }>;

/** What the run knows of a unit beside the fact about it. */
export type Beside = Pick<Evidence, 'answer' | 'decidedBefore'>;

/** Counts a fact about a unit by each rule of the run. */
export function noteEvidence(
  rules: Rules,
  settings: Pick<RunSettings, 'rules'>,
  fact: (UnitFact | Fact) & UnitFact,
  beside: Beside,
): void {
  if (!('workerId' in fact.data)) return;
  const { unitId, workerId } = fact.data;
  const atMs = 'at' in fact ? Date.parse(fact.at as string) : Number.NaN;
  const seconds = secondsOn(rules, fact, atMs);
  for (const rule of settings.rules ?? []) {
    const text = applications.ruleText(rule);
    const tally = tallyOf(rules, text, workerId);
    count(tally, { ...beside, fact: fact as Evidence['fact'], seconds }, rule);
    const measured = appliesAt(rule, tally);
    const key = dueKey(text, workerId);
    if (measured === undefined || isInForce(rules, text, workerId, atMs)) rules.due.delete(key);
    else rules.due.set(key, { workerId, unitId, rule, measured, submitted: tally.submitted });
  }
}

function tallyOf({ tallies }: Rules, text: string, workerId: WorkerId): Tally {
  const ofRule = tallies.get(text) ?? new Map<WorkerId, Tally>();
  tallies.set(text, ofRule);
  const known = ofRule.get(workerId);
  if (known) return known;
  const fresh = newTally();
  ofRule.set(workerId, fresh);
  return fresh;
}

/** How long a unit was at work, once it is submitted. */
function secondsOn({ givenAtMs }: Rules, { type, data: { unitId } }: UnitFact, atMs: number): number | undefined {
  if (type === 'unit.assigned') givenAtMs.set(unitId, atMs);
  if (type !== 'unit.submitted' && type !== 'unit.returned' && type !== 'unit.timed-out') return undefined;
  const since = givenAtMs.get(unitId);
  givenAtMs.delete(unitId);
  return since === undefined || Number.isNaN(since) ? undefined : (atMs - since) / 1000;
}

// ── What holds for a worker ──────────────────────────────────────────────────

/** Those that stand, of what the rules did to a worker. */
const standingOf = ({ ofWorker, states }: Rules, workerId: WorkerId): Application[] =>
  (ofWorker.get(workerId) ?? []).flatMap((id) => {
    const application = states.get(id);
    return application && applications.stands(application) ? [application] : [];
  });

/** Whether a rule holds for a worker already; a pause does until its end. */
const isInForce = (rules: Rules, text: string, workerId: WorkerId, atMs: number): boolean =>
  standingOf(rules, workerId).some((application) => {
    const until = applications.pausedUntilMs(application);
    return applications.ruleText(application.context.rule) === text && (until === undefined || atMs < until);
  });

/** What keeps a worker from getting units: for good, or until a time (ms since 1970); and what was measured. */
export type Restriction = { measure: RuleMeasure; untilMs?: number };

/** What the rules of a run hold against a worker at a time; being excluded comes before a pause, and of pauses the longest. */
export function restrictionOf(rules: Rules, workerId: WorkerId, nowMs: number): Restriction | undefined {
  let longest: Restriction | undefined;
  for (const application of standingOf(rules, workerId)) {
    const { measure, action } = application.context.rule;
    if (action.type === 'exclude') return { measure };
    const untilMs = applications.pausedUntilMs(application) ?? 0;
    if (untilMs > nowMs && untilMs > (longest?.untilMs ?? 0)) longest = { measure, untilMs };
  }
  return longest;
}

/** The stricter of two restrictions. */
export function stricter(one: Restriction | undefined, other: Restriction | undefined): Restriction | undefined {
  if (!one || !other) return one ?? other;
  if (one.untilMs === undefined || other.untilMs === undefined) return one.untilMs === undefined ? one : other;
  return one.untilMs >= other.untilMs ? one : other;
}

// ── Decisions ────────────────────────────────────────────────────────────────

/** The rules that apply now, in the commit that brought it to this. */
export function reactionsOf(rules: Rules, runId: Parameters<typeof RuleApplied>[0]['runId']): RuleFact[] {
  if (rules.due.size === 0) return [];
  let nth = rules.count;
  return [...rules.due.values()].map((due) =>
    RuleApplied({ runId, applicationId: `${runId}.rule.${nth++}` as VerdictId, ...due }),
  );
}

// ── To-dos ───────────────────────────────────────────────────────────────────

/** What the rules did waits to be carried out in all runs, or undone there. */
export const todo = ({ open, states }: Rules): Todo[] =>
  [...open].flatMap((id) => applications.todo(id, states.get(id)));
