import { expect } from 'vitest';
import type { AnyBare } from '../events/catalog.ts';
import { kindOf } from '../events/catalog.ts';
import { evolve, newRun } from './run.ts';
import { decide, type RunCommand, react, todo } from './run-decide.ts';

/** A run that has lived through these facts. */
export function runAfter(...facts: AnyBare[]) {
  const run = newRun();
  for (const fact of facts) evolve(run, fact);
  return run;
}

/** Whatever is decided must be a fact of the catalog, and the run must be able to take it in. */
function follow(given: AnyBare[], command: RunCommand): AnyBare[] {
  const run = runAfter(...given);
  const decided = decide(command, run);
  for (const fact of decided) evolve(run, fact);
  const reactions = decided.length ? react(run) : [];
  for (const fact of reactions) evolve(run, fact);
  for (const fact of [...decided, ...reactions])
    expect(kindOf(fact.type)?.read(fact.data, fact.version).data).toEqual(fact.data);
  return [...decided, ...reactions];
}

/** Given facts about a run, when a command is asked, then these facts, or a refusal; and what it waits for. */
export const given = (...facts: AnyBare[]) => ({
  when: (command: RunCommand) => ({
    // biome-ignore lint/suspicious/noThenProperty: specs are sentences, and nothing awaits this one.
    then: (...expected: AnyBare[]) => expect(follow(facts, command)).toEqual(expected),
    thenRefused: (code: string) =>
      expect(() => decide(command, runAfter(...facts))).toThrow(expect.objectContaining({ code })),
  }),
  thenWaits: (...expected: string[]) => expect(todo(runAfter(...facts)).map((wait) => wait.do)).toEqual(expected),
});
