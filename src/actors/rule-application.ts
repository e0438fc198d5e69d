import { assign, type SnapshotFrom, setup } from 'xstate';
import type { RunId, UnitId, VerdictId, WorkerId } from '../events/ids.ts';
import { type Rule, type RuleFact, RuleFollowed, RuleUndone } from '../events/rule.ts';
import type { FollowUp, RefusedPart } from '../events/verdict.ts';
import { actorOf, type Todo } from './actor.ts';
import { counted } from './counted.ts';
import { refuse } from './refusals.ts';

// ── State machine ────────────────────────────────────────────────────────────

type Context = {
  workerId: WorkerId;
  unitId: UnitId;
  rule: Rule;
  /** When it applied (ISO 8601, UTC). */
  at: string;
};

const none = { workerId: '' as WorkerId, unitId: '' as UnitId, at: '' };

/** Recorded facts carry when they happened. */
type Event = RuleFact & { at?: string };

/** What a rule did to a worker: in force until somebody takes it back; what follows in all runs is carried out after each step. */
export const machine = setup({
  types: {} as { context: Context; events: Event },
  actions: {
    remember: assign(({ event, context }) => {
      if (event.type !== 'rule.applied') return context;
      const { workerId, unitId, rule } = event.data;
      return { workerId, unitId, rule, at: event.at ?? '' };
    }),
  },
}).createMachine({
  id: 'applied-rule',
  context: { ...none, rule: { measure: 'submitted', comparator: '>=', threshold: 0, action: { type: 'flag' } } },
  initial: 'initial',
  states: {
    initial: { on: { 'rule.applied': { target: 'applied', actions: 'remember' } } },
    applied: { on: { 'rule.followed': 'followed', 'rule.undone': 'undone' } },
    followed: { on: { 'rule.undone': 'undone' } },
    undone: { on: { 'rule.followed': 'withdrawn' } },
    withdrawn: { type: 'final' },
  },
});

/** What a rule did, as a fold over its facts. */
export const ruleApplication = actorOf(machine);
export type RuleApplication = SnapshotFrom<typeof machine>;

/** Whether nobody has taken it back. */
export const stands = (application: RuleApplication): boolean =>
  application.matches('applied') || application.matches('followed');

/** Whether what it asked for in all runs was done, and stands. */
export const isFollowed = (application: RuleApplication): boolean => application.matches('followed');

/** Until when a pause lasts (ms since 1970); undefined for other actions. */
export function pausedUntilMs({ context: { rule, at } }: RuleApplication): number | undefined {
  return rule.action.type === 'pause' ? Date.parse(at) + rule.action.minutes * 60_000 : undefined;
}

/** What follows in all runs, which the workspace decides; undefined for what holds in the run's task alone. */
export function followUpOf({ action, ...rule }: Rule): FollowUp | undefined {
  const why = rule.reason === undefined ? {} : { explanation: rule.reason };
  const nothing = { grants: [], revokes: [], ...why };
  switch (action.type) {
    case 'block':
      return { ...nothing, block: rule.reason ?? ruleText({ action, ...rule }) };
    case 'grant':
      return { ...nothing, grants: [{ qualificationId: action.qualificationId, value: action.value }] };
    case 'revoke':
      return { ...nothing, revokes: [action.qualificationId] };
    default:
      return undefined;
  }
}

const actionText = (action: Rule['action']): string => {
  switch (action.type) {
    case 'pause':
      return `pause for ${action.minutes} min`;
    case 'grant':
      return `grant "${action.name}" = ${action.value}`;
    case 'revoke':
      return `revoke "${action.name}"`;
    default:
      return action.type;
  }
};

/** A rule in one line, as `if gold_accuracy < 0.7 after 10 units: exclude`; equal rules have equal lines. */
export function ruleText({ measure, comparator, threshold, afterUnits, fasterThanSeconds, action }: Rule): string {
  const fast = fasterThanSeconds === undefined ? '' : ` (faster than ${fasterThanSeconds} s)`;
  const after = afterUnits === undefined ? '' : ` after ${counted(afterUnits, 'unit')}`;
  return `if ${measure}${fast} ${comparator} ${threshold}${after}: ${actionText(action)}`;
}

// ── Commands ─────────────────────────────────────────────────────────────────

/** Takes back what a rule did, or records that what follows from a step was carried out. */
export type RuleCommand = { applicationId: VerdictId } & (
  | { type: 'rule.undo'; note?: string }
  | { type: 'rule.note-followed'; step: 'applied' | 'undone'; refused: RefusedPart[]; kept?: string[] }
);

/** Returns an empty list when nothing changes. */
export function decide(command: RuleCommand, application: RuleApplication | undefined, runId: RunId): RuleFact[] {
  const { applicationId } = command;
  if (!application) throw refuse('rule/unknown-application', { application: applicationId, run: runId });
  const of = { runId, applicationId, workerId: application.context.workerId };
  if (command.type === 'rule.undo')
    return stands(application) ? [RuleUndone({ ...of, ...(command.note ? { note: command.note } : {}) })] : [];
  const { step, refused, kept } = command;
  // A step that is over already, or one that was taken back meanwhile.
  if (!application.matches(step) || !followUpOf(application.context.rule)) return [];
  return [RuleFollowed({ ...of, step, refused, ...(kept?.length ? { kept } : {}) })];
}

// ── To-dos ───────────────────────────────────────────────────────────────────

/** What follows in all runs waits to be carried out, or undone. */
export function todo(applicationId: VerdictId, application: RuleApplication | undefined): Todo[] {
  if (!application || !followUpOf(application.context.rule)) return [];
  if (application.matches('applied')) return [{ do: 'follow-rule', key: applicationId }];
  return application.matches('undone') ? [{ do: 'undo-rule', key: applicationId }] : [];
}
