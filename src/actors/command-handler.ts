import type { AnyNewFact, Fact } from '../events/catalog.ts';
import type { Stamp } from '../events/fact.ts';
import { type IssuedCommand, newBreakingCommands } from './breaking-commands.ts';
import type { Decider } from './decider.ts';
import { deepestJson } from './json-depth.ts';
import { refuse } from './refusals.ts';

/** What a command led to: facts and their lines with their size in bytes, or the error that was thrown. */
export type Handled = {
  facts: readonly Fact[];
  json: string[];
  bytes: number;
  refusal?: unknown;
  /** The state took in only a part of the facts and has to be read again. */
  isStateBroken?: true;
};

type CommandHandlerSettings<State, Command> = {
  decider: Decider<State, Command>;
  stamp: (by: string) => Stamp;
  /** The most bytes that one commit can have; without, there is no such limit. */
  maxCommitBytes: number | undefined;
};

/** Kept free in a commit for the facts that `react` adds. */
const reactionBytes = 4096;

const refused = (refusal: unknown): Handled => ({ facts: [], json: [], bytes: 0, refusal });

/**
 * Handles one command after the other. The state takes facts in only once they are written as lines, so what cannot be
 * written changes nothing. A command that broke the state is refused when it is repeated.
 */
export function openCommandHandler<State, Command extends { type: string }>(
  settings: CommandHandlerSettings<State, Command>,
): (issued: IssuedCommand<Command>, state: State) => Handled {
  const { decider, stamp, maxCommitBytes = Number.POSITIVE_INFINITY } = settings;
  const { evolve, decide, react } = decider;
  const breaking = newBreakingCommands<Command>();

  return (issued, state) => {
    const { command, by } = issued;
    let first: Handled;
    try {
      if (breaking.has(issued)) throw refuse('server/bug');
      first = write(decide(command, state), by, stamp);
      if (first.bytes > maxCommitBytes - reactionBytes) throw refuse('request/too-large');
    } catch (error) {
      return refused(error);
    }
    if (first.facts.length === 0) return first;
    try {
      for (const fact of first.facts) evolve(state, fact);
      const then = write(react(state), by, stamp);
      for (const fact of then.facts) evolve(state, fact);
      return {
        facts: [...first.facts, ...then.facts],
        json: [...first.json, ...then.json],
        bytes: first.bytes + then.bytes,
      };
    } catch (error) {
      breaking.add(issued);
      return { ...refused(error), isStateBroken: true };
    }
  };
}

/** Stamps new facts and writes each as its line. */
function write(newFacts: readonly AnyNewFact[], issuer: string, stamp: (by: string) => Stamp): Handled {
  const facts: Fact[] = [];
  const json: string[] = [];
  let bytes = 0;
  for (const { type, version, data } of newFacts) {
    const { id, at, by } = stamp(issuer);
    const fact = { id, at, by, type, version, data } as Fact;
    const line = lineOf(fact);
    facts.push(fact);
    json.push(line);
    bytes += Buffer.byteLength(line) + 1;
  }
  return { facts, json, bytes };
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
