import { headOf } from '../../events/line.ts';
import type { StoredCommit } from '../../events/log.ts';
import { namedWork, type WorkEntry } from '../../projections/integrity/recorded-work.ts';
import { entryHash } from '../../projections/integrity/work-digest.ts';
import { workIn } from '../integrity/audit.ts';
import { originalId } from './recovered-ids.ts';

const original = (id: unknown) => originalId(String(id));

/** By what a piece of work is known as it was recorded. */
export const keyOf = (entry: WorkEntry) => `${entry.run} ${entryHash(entry).toString('base64url')}`;

/** By what a piece is known that was recorded again, when its time has become another one. */
export function recoveredKey(entry: WorkEntry): string | undefined {
  const { agentId, submittedAt, at, grantedAt, settledAt } = namedWork(entry);
  return agentId === undefined
    ? undefined
    : `${entry.kind} ${original(agentId)} ${submittedAt ?? at ?? grantedAt ?? settledAt}`;
}

/** By what an answer, a review and an adjudication are known, whenever they were recorded. */
export function contentKey(entry: WorkEntry): string | undefined {
  const { agentId, assignmentId, answer, decision, by, note } = namedWork(entry);
  if (entry.kind === 'review') return `review of ${original(agentId)}: ${decision} by ${by}, ${note}`;
  if (entry.kind === 'answer') return `answer of ${original(agentId)}`;
  return entry.kind === 'adjudication' ? `adjudication of ${assignmentId} ${answer}` : undefined;
}

/** Everything by which the work in a commit is known. */
export function keysIn(commit: StoredCommit): string[] {
  const again = commit.json.flatMap((line) => {
    if (headOf(line).type !== 'agent.work-recovered') return [];
    const { kind, agentId, recordedAt } = (JSON.parse(line) as { data: Record<string, string> }).data;
    return [`${kind} ${original(agentId)} ${recordedAt}`];
  });
  const entries = workIn(commit).flatMap((entry) => [keyOf(entry), contentKey(entry) ?? []].flat());
  return [...again, ...entries];
}
