import { toPublic } from '../../events/broadcast.ts';
import { type Fact, kindOf } from '../../events/catalog.ts';

/** The fields in which facts have a person's reason, the first that is there. */
const reasons = ['note', 'reason', 'explanation', 'message'] as const;
/** What stands elsewhere in an entry, or says nothing to a reader. */
const shownElsewhere = new Set<string>([...reasons, 'text', 'unitId', 'assignmentId', 'agentId', 'workerId', 'runId']);
const maxDetailChars = 160;

/**
 * Why it happened, as whoever did it wrote, without folders and secrets; of a comment its text, as long as the comment says
 * that (`textNow`).
 */
export function whyOf(
  { type, data }: Pick<Fact, 'type' | 'data'>,
  textNow: (commentId: string) => string | null,
): string | null {
  const fields = (kindOf(type)?.outside?.(data) ?? data) as Record<string, unknown>;
  const { commentId, text: written } = fields;
  if (typeof commentId === 'string')
    return typeof written === 'string' && textNow(commentId) === written ? written : null;
  for (const name of reasons) {
    const text = fields[name];
    if (typeof text === 'string' && text !== '') return text;
  }
  return null;
}

/** What else a fact says, each field as the beginning of its text; nothing that is personal or secret. */
export function detailsOf(fact: Fact): Record<string, string> {
  const { data } = toPublic(fact, '', '');
  const details: Record<string, string> = {};
  for (const [name, value] of Object.entries(data)) {
    if (shownElsewhere.has(name) || value === undefined || value === null) continue;
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    details[name] = text.length <= maxDetailChars ? text : `${text.slice(0, maxDetailChars)}…`;
  }
  return details;
}

/** Which facts of a history a reader asks for. */
export type FactFilter = {
  /** Types, or the first words of types: `unit.accepted`, `unit`. */
  kinds?: readonly string[];
  worker?: string;
  unit?: string;
  /** Only facts from this time on, and only those before that one. */
  since?: string;
  until?: string;
  /** Part of the type, the author, the reason or the details, whatever the case. */
  text?: string;
};

type Described = { type: string; by: string; why: string | null; details: Record<string, string> };

/** Whether a fact is of one of these kinds. */
export const isOfKind = (type: string, kinds: readonly string[] | undefined): boolean =>
  kinds === undefined || kinds.some((kind) => type === kind || type.startsWith(`${kind}.`));

/** Whether a fact was recorded in the time that is asked for. */
export const isInTime = (at: string, { since, until }: FactFilter): boolean =>
  (since === undefined || Date.parse(at) >= Date.parse(since)) &&
  (until === undefined || Date.parse(at) < Date.parse(until));

/** Whether what is shown of a fact has this text in it. */
export function hasText({ type, by, why, details }: Described, text: string | undefined): boolean {
  if (text === undefined) return true;
  const sought = text.toLowerCase();
  return [type, by, why ?? '', ...Object.values(details)].some((part) => part.toLowerCase().includes(sought));
}
