import { catalog, type Fact, kindOf, read } from './catalog.ts';
import { headOf } from './line.ts';

/** The type of what stands for a fact that cannot be read. */
const unreadable = 'fact.unreadable';

/** A fact as the world outside gets it: with its place in the log, without what could name a person. */
type PublicFact = Fact & { run: string; position: string };

/** A fact's place in the one order of everything: its commit's sequence and its place in the commit. */
export const positionOf = (sequence: number, place: number): string => `${sequence}.${place}`;

/** The subject of a fact: `facts.<run>.<actor>.<verb>`. */
export const subjectOf = (run: string, type: string): string => `facts.${run}.${type}`;

/** A fact for the world outside, without folders, secrets and personal fields. */
export function toPublic(fact: Fact, run: string, position: string): PublicFact {
  const kind = kindOf(fact.type);
  const hidden = kind?.personal ?? [];
  const shown = kind?.outside?.(fact.data) ?? fact.data;
  const data = hidden.length
    ? Object.fromEntries(Object.entries(shown).filter(([key]) => !hidden.includes(key)))
    : shown;
  return { ...fact, data, run, position } as PublicFact;
}

/** Whether a subject fits a pattern in NATS's spelling: `*` stands for one token, `>` for all that follow. */
export function fits(pattern: string, subject: string): boolean {
  const expected = pattern.split('.');
  const tokens = subject.split('.');
  for (const [at, token] of expected.entries()) {
    if (token === '>') return tokens.length > at;
    if (token !== '*' && token !== tokens[at]) return false;
  }
  return expected.length === tokens.length;
}

/** Whether a pattern can match a fact of any type that there is, or an unreadable one. */
export function isFilter(pattern: string): boolean {
  const [, run = '*'] = pattern.split('.');
  const sample = run === '*' || run === '>' ? 'run' : run;
  const types = [unreadable, ...catalog.map(({ type }) => type)];
  return /^([^\s.>]+\.)*(>|[^\s.>]+)$/.test(pattern) && types.some((type) => fits(pattern, subjectOf(sample, type)));
}

/** A fact on its way out: a message of its own. */
export type Message = { id: string; subject: string; body: string };

/**
 * A fact's message, from the line that records it. A line in its present shape, with nothing in it that stays here, goes out as it
 * was written; others are read first. An unreadable fact goes out as its position alone, so that no number is missing.
 */
export function toMessage(line: string, run: string, position: string): Message {
  const { id, type, version } = headOf(line);
  const kind = kindOf(type);
  if (kind && kind.version === version && !kind.outside && kind.personal.length === 0) {
    return { id, subject: subjectOf(run, type), body: `${line.slice(0, -1)},"run":"${run}","position":"${position}"}` };
  }
  try {
    const fact = toPublic(read(JSON.parse(line)), run, position);
    return { id: fact.id, subject: subjectOf(run, fact.type), body: JSON.stringify(fact) };
  } catch {
    return {
      id: `unreadable-${position}`,
      subject: subjectOf(run, unreadable),
      body: JSON.stringify({ run, position }),
    };
  }
}
