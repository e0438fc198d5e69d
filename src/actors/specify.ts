import { expect } from 'vitest';
import type { AnyNewFact } from '../events/catalog.ts';
import { kindOf } from '../events/catalog.ts';
import { blue, noon, type Person } from '../events/fixtures.ts';
import type { Decider } from './decider.ts';
import { evolve } from './evolve-run.ts';
import { newRun } from './run.ts';
import type { RunCommand } from './run-decide.ts';
import { runDecider } from './run-mailbox.ts';
import { todo } from './run-todo.ts';
import { emptyWorkspace, evolve as evolveWorkspace, workspaceDecider } from './workspace.ts';

/** A run after these facts. */
export function runAfter(...facts: AnyNewFact[]) {
  const run = newRun();
  for (const fact of facts) evolve(run, fact);
  return run;
}

/** The workspace after these facts. */
export function workspaceAfter(...facts: AnyNewFact[]) {
  const workspace = emptyWorkspace();
  for (const fact of facts) evolveWorkspace(workspace, fact);
  return workspace;
}

type Specified<State, Command> = Omit<Decider<State, Command>, 'evolve'> & {
  evolve: (state: State, fact: AnyNewFact) => void;
};

/** Given facts, when a decider gets a command, then these facts, or a refusal. */
function specifyDecider<State, Command>({ create, evolve, decide, react }: Specified<State, Command>) {
  function after(facts: readonly AnyNewFact[]) {
    const state = create();
    for (const fact of facts) evolve(state, fact);
    return state;
  }

  /** Checks as well that each decided fact is of the catalog and fits the state. */
  function follow(facts: readonly AnyNewFact[], command: Command): AnyNewFact[] {
    const state = after(facts);
    const decided = decide(command, state);
    for (const fact of decided) evolve(state, fact);
    const reactions = decided.length ? react(state) : [];
    for (const fact of reactions) evolve(state, fact);
    for (const fact of [...decided, ...reactions])
      expect(kindOf(fact.type)?.read(fact.data, fact.version).data).toEqual(fact.data);
    return [...decided, ...reactions];
  }

  return (...facts: AnyNewFact[]) => ({
    when: (command: Command) => ({
      // biome-ignore lint/suspicious/noThenProperty: specs are sentences, and nothing awaits this one.
      then: (...expected: AnyNewFact[]) => expect(follow(facts, command)).toStrictEqual(expected),
      /** With this code, and a sentence that has these words and lacks no detail. */
      thenRefused(code: string, words = '') {
        const refused = () => decide(command, after(facts));
        expect(refused).toThrow(expect.objectContaining({ code, message: expect.stringContaining(words) }));
        expect(refused).not.toThrow('undefined');
      },
    }),
  });
}

const specifiedRun = specifyDecider({ ...runDecider, evolve });

/** Given facts about a run, when it gets a command, then these facts, or a refusal; and what it waits for. */
export const given = (...facts: AnyNewFact[]) => ({
  when: (command: RunCommand) => specifiedRun(...facts).when(command),
  thenWaits: (...expected: string[]) => expect(todo(runAfter(...facts)).map((wait) => wait.do)).toEqual(expected),
});

/** Given facts of the workspace, when the workspace gets a command, then these facts, or a refusal. */
export const givenWorkspace = specifyDecider({ ...workspaceDecider, evolve: evolveWorkspace });

/** The commands of a worker's page when it opens, and when the work is submitted. */
export const connect = (who: Person, elsewhere = 0) =>
  ({ type: 'agent.connect', ...who, now: noon, elsewhere }) as const;
export const submit = ({ agentId }: Person, answer: unknown = blue) =>
  ({ type: 'agent.submit', agentId, answer }) as const;
