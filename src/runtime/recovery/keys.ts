import type { RunId } from '../../events/ids.ts';
import { headOf } from '../../events/line.ts';
import type { StoredCommit } from '../../events/log.ts';
import { namedWork, type WorkEntry } from '../../projections/integrity/recorded-work.ts';
import { entryHash } from '../../projections/integrity/work-digest.ts';

const suffix = '-recovered';
/** Longer ids are cut, so that they fit with the suffix. */
const maxIdChars = 50;

/** The id of a run, agent or bonus in a recreated run; the original id may still be in the rows, where ids are unique. */
export const recoveredId = (id: string): string => `${id.slice(0, maxIdChars)}${suffix}`;

/** The id of a run that is recreated because it is unreadable in the log. */
export const recoveredRunId = (run: string): RunId => recoveredId(run) as RunId;

/** The id before it was recreated. */
export const originalId = (id: string): string => id.replace(new RegExp(`(?:${suffix})+$`), '');

const original = (id: unknown) => originalId(String(id));

/** The key of an entry with its recorded time. */
export const keyOf = (entry: WorkEntry) => `${entry.run} ${entryHash(entry).toString('base64url')}`;

/** The key of an entry that was recorded again at a later time. */
export function recoveredKey(entry: WorkEntry): string | undefined {
  const { agentId, submittedAt, at, paidAt, grantedAt, settledAt } = namedWork(entry);
  return agentId === undefined
    ? undefined
    : `${entry.kind} ${original(agentId)} ${submittedAt ?? at ?? paidAt ?? grantedAt ?? settledAt}`;
}

/** The key of an answer, a decision or an adjudication, independent of its time; what was added to a decision may be said twice. */
export function contentKey(entry: WorkEntry): string | undefined {
  const { agentId, assignmentId, answer, decision, by, note, message, withdrawnAt } = namedWork(entry);
  if (decision === 'review_supplemented') return undefined;
  if (entry.kind === 'review') return `review of ${original(agentId)}: ${decision} by ${by}, ${note}, ${message}`;
  if (entry.kind === 'answer') return `answer of ${original(agentId)}`;
  if (entry.kind === 'adjudication' && withdrawnAt !== null) return `withdrawal of ${assignmentId} at ${withdrawnAt}`;
  return entry.kind === 'adjudication' ? `adjudication of ${assignmentId} ${answer}` : undefined;
}

/** All keys of the work in a commit, whose entries are these. */
export function keysIn(
  commit: StoredCommit,
  work: readonly WorkEntry[],
  keyOfContent: (entry: WorkEntry) => string | undefined,
): string[] {
  const again = commit.json.flatMap((line) => {
    if (headOf(line).type !== 'agent.work-recovered') return [];
    const { kind, agentId, recordedAt } = (JSON.parse(line) as { data: Record<string, string> }).data;
    return [`${kind} ${original(agentId)} ${recordedAt}`];
  });
  const entries = work.flatMap((entry) => [keyOf(entry), keyOfContent(entry) ?? []].flat());
  return [...again, ...entries];
}
