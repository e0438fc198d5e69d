import type { z } from 'zod';
import type { PaidAlready } from '../../../../src/api/after-undo.ts';
import { acceptUnit, rejectUnit, softRejectUnit } from '../../../../src/api/review.ts';
import type { Decision } from '../../../../src/api/shapes.ts';
import type { UnitDetail, UnitsFilter } from '../../../../src/api/units.ts';
import { makeVerdict, undoVerdict } from '../../../../src/api/verdicts.ts';
import { send, sendForLines } from '../../data/api.ts';
import { notify } from '../../data/notices.ts';

/** A qualification to be granted, with its value. */
export type Granting = { id: string; name: string; value: number };

/** A decision with all that goes with it. */
export type Plan = {
  decision: Decision;
  note?: string;
  message?: string;
  bonusCents?: number;
  /** Whether the bonus is granted beside others of the same unit. */
  beside?: true;
  grants?: readonly Granting[];
  /** Ids of qualifications to revoke. */
  revokes?: readonly string[];
  /** Why qualifications are granted or revoked; the default is the note. */
  explanation?: string;
  /** Why the worker is blocked. */
  block?: string;
};

type About = Pick<UnitDetail, 'id'>;
type FollowRefused = { what: string; message: string };

const verbs = { accepted: acceptUnit, soft_rejected: softRejectUnit, rejected: rejectUnit };

const bodyOf = ({ note, message, bonusCents, beside, grants = [], revokes = [], explanation, block }: Plan) => ({
  note: note || undefined,
  message: message || undefined,
  bonus_cents: bonusCents,
  another: beside,
  grants: grants.length > 0 ? grants.map(({ id, value }) => ({ qualification: id, value })) : undefined,
  revokes: revokes.length > 0 ? [...revokes] : undefined,
  explanation: explanation || undefined,
  block: block || undefined,
});

/** Sends a decision on one unit; returns the verdict's id. */
export async function decideOne({ id }: About, plan: Plan): Promise<string | null> {
  const { verdict, follow_refused } = await send(verbs[plan.decision], { params: { unit: id }, body: bodyOf(plan) });
  notifyRefused(follow_refused);
  return verdict;
}

/** How many units of a decision on many are decided. */
export type Progress = { done: number; total: number };
type Refused = { unit: string; message: string };
/** The outcome for many units: how many were decided, had the same decision already or were refused, and the verdict's id for an undo. */
export type Outcome = { verdict: string | null; reviewed: number; unchanged: number; refused: Refused[] };

/** Which units a verdict is on: all of a worker that are to review, those named, or all but some that match the filters of their list. */
export type Which =
  | { worker: string; task?: string; run?: string }
  | { units: string[] }
  | { matching: z.input<typeof UnitsFilter>; except: string[] };

/** Decides many units under one verdict. */
export async function decideMany(which: Which, plan: Plan, onProgress: (progress: Progress) => void): Promise<Outcome> {
  const body = { ...which, ...bodyOf(plan), decision: plan.decision };
  let outcome: Outcome | undefined;
  for await (const line of sendForLines(makeVerdict, { body })) {
    if ('progress' in line) onProgress(line.progress);
    if (!('reviewed' in line)) continue;
    outcome = line;
    notifyRefused(line.follow_refused);
  }
  if (!outcome) throw new Error('The connection was lost. The server continues; check what is left in a moment.');
  return outcome;
}

function notifyRefused(parts: readonly FollowRefused[]): void {
  for (const { message } of parts)
    notify(`The decision is recorded, but part of it was refused. ${message}`, { kind: 'fault' });
}

/** A bonus that stays after an undo. */
type Standing = { unit: string; cents: number; currency: string; state: 'intended' | 'paid' };
/** The outcome of an undo; `kept` counts qualifications and blocks that were changed after the verdict, and keep their current value. */
export type Undone = { undone: number; refused: Refused[]; kept: number; paid: PaidAlready; bonuses: Standing[] };

/** Undoes a whole verdict. */
export async function undoWhole(verdict: string): Promise<Undone> {
  let outcome: Undone | undefined;
  for await (const line of sendForLines(undoVerdict, { params: { verdict }, body: {} })) {
    if ('undone' in line) outcome = { ...line, kept: line.kept.length };
  }
  if (!outcome) throw new Error('The connection was lost. The server continues; check again in a moment.');
  return outcome;
}
