import type { AnyNewFact, Fact } from '../events/catalog.ts';
import type { RunId, UnitId, VerdictId, WorkerId } from '../events/ids.ts';
import { type Rule, RuleApplied, type RuleFact, type RuleMeasure, RuleUndone } from '../events/rule.ts';
import type { RunSettings } from '../events/task-run.ts';
import type { Todo } from './actor.ts';
import { actorStatesOf } from './actor-states.ts';
import type { Held } from './requirements.ts';
import * as applications from './rule-application.ts';
import { appliesAt, count, isCounted, newTally, type Tally } from './rule-measures.ts';

/** What a rule is to do in the commit that brought it to this. */
type Due = { workerId: WorkerId; unitId: UnitId; rule: Rule; measured: number; submitted: number };

type Application = applications.RuleApplication;

/** The last application of a rule to a worker that nobody has taken back; a pause is over at a time (ms since 1970). */
type Standing = { applicationId: VerdictId; rule: Rule; untilMs?: number };

/** What the rules of a run have counted and done. */
export type Rules = {
  /** What each rule has counted of each worker, by the rule's text. */
  tallies: Map<string, Map<WorkerId, Tally>>;
  due: Map<string, Due>;
  states: ReturnType<typeof actorStatesOf<Application, Application['context']>>;
  /** What stands against or for each worker, by the rule's text. */
  standing: Map<WorkerId, Map<string, Standing>>;
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
  standing: new Map(),
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
  const application = rules.states.get(applicationId);
  if (!application) return;
  const { rule } = application.context;
  const text = applications.ruleText(rule);
  if (fact.type === 'rule.applied') {
    rules.count++;
    const ofWorker = rules.standing.get(workerId) ?? new Map<string, Standing>();
    ofWorker.set(text, { applicationId, rule, untilMs: applications.pausedUntilMs(application) });
    rules.standing.set(workerId, ofWorker);
  } else if (fact.type === 'rule.undone') {
    const ofWorker = rules.standing.get(workerId);
    if (ofWorker?.get(text)?.applicationId === applicationId) ofWorker.delete(text);
  }
  // From here on the rule counts from zero.
  if (fact.type !== 'rule.followed') forget(rules, text, workerId);
  if (applications.todo(applicationId, application).length > 0) rules.open.add(applicationId);
  else rules.open.delete(applicationId);
}

function forget({ tallies, due }: Rules, text: string, workerId: WorkerId): void {
  tallies.get(text)?.delete(workerId);
  due.delete(dueKey(text, workerId));
}

const dueKey = (text: string, workerId: WorkerId) => `${workerId} ${text}`;

/** Takes in that a run has other rules: what those that are gone have counted is forgotten. */
export function changeRules(rules: Rules, settings: Pick<RunSettings, 'rules'>): void {
  const texts = new Set(rulesIn(settings).map(({ text }) => text));
  for (const text of rules.tallies.keys()) if (!texts.has(text)) rules.tallies.delete(text);
  if (texts.size === 0) rules.givenAtMs.clear();
}

/** The rules of settings with their texts, each once; kept, since they are looked up for every fact about a unit. */
function rulesIn({ rules }: Pick<RunSettings, 'rules'>): readonly { rule: Rule; text: string }[] {
  if (!rules) return [];
  const known = texted.get(rules);
  if (known) return known;
  const byText = new Map(rules.map((rule) => [applications.ruleText(rule), rule]));
  const found = [...byText].map(([text, rule]) => ({ rule, text }));
  texted.set(rules, found);
  return found;
}
const texted = new WeakMap<readonly Rule[], readonly { rule: Rule; text: string }[]>();

type UnitFact = Extract<AnyNewFact, { type: `unit.${string}` }>;

/** Counts a fact about a unit by each rule of the run; `answer` is a hash of the answer. */
export function noteEvidence(
  rules: Rules,
  settings: Pick<RunSettings, 'rules'>,
  fact: (UnitFact | Fact) & UnitFact,
  answer: number | undefined,
): void {
  const atMs = 'at' in fact ? Date.parse(fact.at as string) : Number.NaN;
  const seconds = secondsOn(rules, fact, atMs);
  if (!isCounted(fact)) return;
  const { unitId, workerId } = fact.data;
  for (const { rule, text } of rulesIn(settings)) {
    // While a rule holds for a worker, it counts nothing.
    if (holds(rules.standing.get(workerId)?.get(text), atMs)) continue;
    const tally = tallyOf(rules, text, workerId);
    count(tally, { fact, seconds, answer }, rule);
    const measured = appliesAt(rule, tally);
    if (measured !== undefined)
      rules.due.set(dueKey(text, workerId), { workerId, unitId, rule, measured, submitted: tally.submitted });
    // Hardly any rule applies, and a key takes as long as the counting.
    else if (rules.due.size > 0) rules.due.delete(dueKey(text, workerId));
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

/** How long a unit was at work, once it is submitted; not known for one that was recovered, or if the clock was set back. */
function secondsOn({ givenAtMs }: Rules, fact: UnitFact, atMs: number): number | undefined {
  const { unitId } = fact.data;
  if (fact.type === 'unit.assigned' && Date.parse(fact.data.deadline) > atMs) givenAtMs.set(unitId, atMs);
  if (fact.type !== 'unit.submitted' && fact.type !== 'unit.returned' && fact.type !== 'unit.timed-out')
    return undefined;
  const since = givenAtMs.get(unitId);
  givenAtMs.delete(unitId);
  return since !== undefined && since <= atMs ? (atMs - since) / 1000 : undefined;
}

// ── What holds for a worker ──────────────────────────────────────────────────

/** Whether a rule holds for a worker at a time: a pause does until its end. */
const holds = (standing: Standing | undefined, atMs: number): boolean =>
  standing !== undefined && !(standing.untilMs !== undefined && atMs >= standing.untilMs);

/** What keeps a worker from getting units: for good, or until a time (ms since 1970); and what was measured. */
export type Restriction = { measure: RuleMeasure; untilMs?: number };

/** What the rules of a run hold against a worker at a time; being excluded comes before a pause, and of pauses the longest. */
export function restrictionOf({ standing }: Rules, workerId: WorkerId, nowMs: number): Restriction | undefined {
  let strictest: Restriction | undefined;
  for (const { rule, untilMs } of standing.get(workerId)?.values() ?? []) {
    const { measure, action } = rule;
    if (action.type === 'exclude') return { measure };
    if (action.type === 'pause' && untilMs !== undefined && untilMs > nowMs)
      strictest = stricter(strictest, { measure, untilMs });
  }
  return strictest;
}

/** The stricter of two restrictions. */
export function stricter(one: Restriction | undefined, other: Restriction | undefined): Restriction | undefined {
  if (!one || !other) return one ?? other;
  if (one.untilMs === undefined || other.untilMs === undefined) return one.untilMs === undefined ? one : other;
  return one.untilMs >= other.untilMs ? one : other;
}

// ── Decisions ────────────────────────────────────────────────────────────────

/** The rules that apply now, in the commit that brought it to this. */
export function reactionsOf(rules: Rules, runId: RunId): RuleFact[] {
  if (rules.due.size === 0) return [];
  let nth = rules.count;
  return [...rules.due.values()].map((due) =>
    RuleApplied({ runId, applicationId: `${runId}.rule.${nth++}` as VerdictId, ...due }),
  );
}

/** How a worker stands in all runs, as the workspace knows it. */
type Present = { workerId: WorkerId; isBlocked?: boolean; holds?: Held };

/** Whether somebody has changed since what a rule had blocked, granted or revoked. */
function isOverridden({ action }: Rule, { isBlocked, holds: held }: Present): boolean {
  if (action.type === 'block') return isBlocked === false;
  if (!held || (action.type !== 'grant' && action.type !== 'revoke')) return false;
  const value = Object.hasOwn(held, action.qualificationId) ? held[action.qualificationId] : undefined;
  return action.type === 'grant' ? value !== action.value : value !== undefined;
}

/** What rules had done for a worker in all runs, and somebody has changed by hand since: it is over, so the rule counts again. */
export function overridden({ standing, states }: Rules, runId: RunId, present: Present): RuleFact[] {
  const { workerId } = present;
  return [...(standing.get(workerId)?.values() ?? [])].flatMap(({ applicationId, rule }) => {
    const application = states.get(applicationId);
    if (!application || !applications.isFollowed(application) || !isOverridden(rule, present)) return [];
    const others = [...(standing.get(workerId)?.values() ?? [])];
    const other = others.find((one) => isOpposite(one.rule, rule));
    const note = other ? `Another rule has changed it since: ${applications.ruleText(other.rule)}.` : changedByHand;
    return [RuleUndone({ runId, applicationId, workerId, note })];
  });
}
const changedByHand = 'Somebody has changed it by hand since.';

/** Whether two rules change the same qualification in different ways. */
function isOpposite({ action: one }: Rule, { action: other }: Rule): boolean {
  if ((one.type !== 'grant' && one.type !== 'revoke') || (other.type !== 'grant' && other.type !== 'revoke'))
    return false;
  if (one.qualificationId !== other.qualificationId) return false;
  return one.type !== other.type || (one.type === 'grant' && other.type === 'grant' && one.value !== other.value);
}

// ── To-dos ───────────────────────────────────────────────────────────────────

/** What the rules did waits to be carried out in all runs, or undone there. */
export const todo = ({ open, states }: Rules): Todo[] =>
  [...open].flatMap((id) => applications.todo(id, states.get(id)));
