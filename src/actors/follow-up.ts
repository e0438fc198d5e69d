import type { AnyNewFact, Fact } from '../events/catalog.ts';
import type { UnitId, VerdictId, WorkerId } from '../events/ids.ts';
import { type UnitFact, UnitVerdictFollowed } from '../events/unit.ts';
import type { FollowUp, RefusedPart } from '../events/verdict.ts';
import type { Todo } from './actor.ts';
import { refuse } from './refusals.ts';
import type { IdentifiedUnit } from './unit.ts';

/** What follows from a verdict for one worker; `refused` is there once it was carried out. */
export type Following = {
  verdictId: VerdictId;
  workerId: WorkerId;
  /** The first unit of this worker that the verdict decided in the run. */
  unitId: UnitId;
  /** Who decided. */
  by: string;
  follow: FollowUp;
  refused?: readonly RefusedPart[];
};

/** The follow-ups of a run, by verdict and worker; `open` are the keys of those that are not carried out. */
export type FollowUps = { known: Map<string, Following>; open: Set<string> };

/** The follow-ups of a new run. */
export const noFollowUps = (): FollowUps => ({ known: new Map(), open: new Set() });

/** What a follow-up is called: once for each worker of a verdict, however many units were decided. */
export const followKey = (verdictId: VerdictId, workerId: WorkerId): string => `${verdictId}/${workerId}`;

/** Takes in a verdict from which something follows, or that it was carried out. */
export function noteFollowUp({ known, open }: FollowUps, fact: Fact | AnyNewFact): void {
  switch (fact.type) {
    case 'unit.accepted':
    case 'unit.soft-rejected':
    case 'unit.rejected':
    case 'unit.review-supplemented': {
      const { verdictId, workerId, unitId, follow } = fact.data;
      if (!verdictId || !follow) return;
      const key = followKey(verdictId, workerId);
      if (known.has(key)) return;
      known.set(key, { verdictId, workerId, unitId, by: 'by' in fact ? fact.by : '', follow });
      open.add(key);
      return;
    }
    case 'unit.verdict-followed': {
      const { verdictId, workerId, refused } = fact.data;
      const key = followKey(verdictId, workerId);
      const following = known.get(key);
      if (following) known.set(key, { ...following, refused });
      open.delete(key);
    }
  }
}

// ── Commands ─────────────────────────────────────────────────────────────────

/** Records that a follow-up was carried out. */
export type FollowUpCommand = {
  type: 'unit.note-followed';
  verdictId: VerdictId;
  workerId: WorkerId;
  refused: RefusedPart[];
};

/** Returns an empty list when nothing changes. */
export function decide(
  command: FollowUpCommand,
  { unitId, assignmentId }: IdentifiedUnit,
  { known, open }: FollowUps,
): UnitFact[] {
  const { verdictId, workerId, refused } = command;
  const key = followKey(verdictId, workerId);
  if (!known.has(key)) throw refuse('verdict/unknown', { verdict: verdictId });
  return open.has(key) ? [UnitVerdictFollowed({ unitId, assignmentId, workerId, verdictId, refused })] : [];
}

// ── To-dos ───────────────────────────────────────────────────────────────────

/** Each follow-up waits to be carried out by the workspace. */
export const todo = ({ open }: FollowUps): Todo[] => [...open].map((key) => ({ do: 'follow-verdict', key }));
