import type { AnyNewFact, Fact } from '../events/catalog.ts';
import type { Stamp } from '../events/fact.ts';
import { type Given, openBrokenBefore } from './broken-before.ts';
import type { Decider } from './decider.ts';
import { deepestJson } from './json-depth.ts';
import { refuse } from './refusals.ts';

/** What a command led to: facts and their lines, of so many bytes, or what was thrown. */
export type Ruling = {
  facts: readonly Fact[];
  json: string[];
  bytes: number;
  refusal?: unknown;
  /** The state broke half way and is to be read again. */
  spoilt?: true;
};

type RulingSettings<State, Command> = {
  decider: Decider<State, Command>;
  stamp: (by: string) => Stamp;
  /** The most bytes that one commit can have. */
  mostBytes: number;
};

/** Kept free in a commit for what the state itself calls for, in bytes. */
const ownRoom = 4096;

const refused = (refusal: unknown): Ruling => ({ facts: [], json: [], bytes: 0, refusal });

/**
 * Rules on one command after the other. The state takes facts in only once they are written as lines, so whatever cannot be
 * written changes nothing. What breaks the state itself is not ruled on a second time.
 */
export function openRuling<State, Command extends { type: string }>(settings: RulingSettings<State, Command>) {
  const { decider, stamp, mostBytes } = settings;
  const { evolve, decide, react } = decider;
  const brokenBefore = openBrokenBefore<Command>();

  function write(bares: readonly AnyNewFact[], by: string): Ruling {
    const facts: Fact[] = [];
    const json: string[] = [];
    let bytes = 0;
    for (const { type, version, data } of bares) {
      const { id, at, by: said } = stamp(by);
      const fact = { id, at, by: said, type, version, data } as Fact;
      const line = lineOf(fact);
      facts.push(fact);
      json.push(line);
      bytes += Buffer.byteLength(line) + 1;
    }
    return { facts, json, bytes };
  }

  return (given: Given<Command>, state: State): Ruling => {
    const { command, by } = given;
    let first: Ruling;
    try {
      if (brokenBefore.has(given)) throw refuse('house/bug');
      first = write(decide(command, state), by);
      if (first.bytes > mostBytes - ownRoom) throw refuse('request/too-large');
    } catch (error) {
      return refused(error);
    }
    if (first.facts.length === 0) return first;
    try {
      for (const fact of first.facts) evolve(state, fact);
      const then = write(react(state), by);
      for (const fact of then.facts) evolve(state, fact);
      return {
        facts: [...first.facts, ...then.facts],
        json: [...first.json, ...then.json],
        bytes: first.bytes + then.bytes,
      };
    } catch (error) {
      brokenBefore.add(given);
      return { ...refused(error), spoilt: true };
    }
  };
}

/** A fact as its line; a stack that overflows here is depth, and a text that becomes too long is size. */
function lineOf(fact: Fact): string {
  try {
    return JSON.stringify(fact);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw /string length/i.test(error.message)
      ? refuse('request/too-large')
      : refuse('request/too-deep', { most: deepestJson });
  }
}
