import type { Fact } from './catalog.ts';
import { kindOf } from './catalog.ts';

/** A fact as the world outside gets it: with its place in the log, without what could name a person. */
export type PublicFact = Fact & { run: string; position: string };

/** A fact's place in the one order of everything: its commit's sequence and its place in the commit. */
export const positionOf = (sequence: number, place: number): string => `${sequence}.${place}`;

/** The subject of a fact: `facts.<run>.<actor>.<verb>`. */
export const subjectOf = (run: string, type: string): string => `facts.${run}.${type}`;

/** A fact for the world outside; personal fields go only where the requester opted in. */
export function toPublic(fact: Fact, run: string, position: string, withPersonal = false): PublicFact {
  const hidden = withPersonal ? [] : (kindOf(fact.type)?.personal ?? []);
  const data = hidden.length
    ? Object.fromEntries(Object.entries(fact.data).filter(([key]) => !hidden.includes(key)))
    : fact.data;
  return { ...fact, data, run, position } as PublicFact;
}

/** Whether a subject fits a pattern in NATS's spelling: `*` stands for one token, `>` for all that follow. */
export function fits(pattern: string, subject: string): boolean {
  const wanted = pattern.split('.');
  const tokens = subject.split('.');
  for (const [at, token] of wanted.entries()) {
    if (token === '>') return tokens.length > at;
    if (token !== '*' && token !== tokens[at]) return false;
  }
  return wanted.length === tokens.length;
}
