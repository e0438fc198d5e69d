import { assign, type SnapshotFrom, setup } from 'xstate';
import type { StoredFile } from '../events/file.ts';
import type { AgentId } from '../events/ids.ts';
import { ProcedureAnswered, ProcedureCalled, type ProcedureFact, ProcedureFailed } from '../events/procedure.ts';
import { actorOf, type Todo } from './actor.ts';
import { actorStatesOf } from './actor-states.ts';
import type { Agent } from './agent.ts';
import type { Onboardings } from './onboarding.ts';
import { refuse } from './refusals.ts';
import { withoutMissing } from './without-missing.ts';

// ── State machine ────────────────────────────────────────────────────────────

/** A value as it is, or as a stored file of JSON if it is large. */
export type Args = { args?: unknown; argsFile?: StoredFile };
export type Result = { result?: unknown; resultFile?: StoredFile };

/** What is called, kept until it has a result. */
type Context = { name: string } & Args;

const none: Context = { name: '' };

/** The life of a call: made by a page, then answered by the code of the task, or failed. */
export const machine = setup({
  types: {} as { context: Context; events: ProcedureFact },
  actions: {
    remember: assign(({ event, context }) => {
      if (event.type !== 'procedure.called') return context;
      const { name, args, argsFile } = event.data;
      return { name, args, argsFile };
    }),
    forget: assign({ name: '', args: undefined, argsFile: undefined }),
  },
}).createMachine({
  id: 'procedure',
  context: none,
  initial: 'initial',
  states: {
    initial: { on: { 'procedure.called': { target: 'called', actions: 'remember' } } },
    called: {
      on: {
        'procedure.answered': { target: 'answered', actions: 'forget' },
        'procedure.failed': { target: 'failed', actions: 'forget' },
      },
    },
    answered: {},
    failed: {},
  },
});

/** A call of a procedure as a fold over its facts. */
export const procedure = actorOf(machine);
export type Procedure = SnapshotFrom<typeof machine>;

/** The calls of procedures in a run; `open` are those without a result, `made` are the ids of those that each agent at work has made. */
export type Procedures = {
  states: ReturnType<typeof actorStatesOf<Procedure, Context>>;
  open: Set<string>;
  made: Map<AgentId, string[]>;
};

/** The calls of a new run. */
export const noProcedures = (): Procedures => ({
  states: actorStatesOf(procedure),
  open: new Set(),
  made: new Map(),
});

/** Whether a fact is about a call of a procedure. */
export const isProcedureFact = (fact: { type: string }): fact is ProcedureFact => fact.type.startsWith('procedure.');

/** Which call it is. The id comes from a page, so it is told from others only together with the agent. */
export type CallOf = { agentId: AgentId; callId: string };

/** The key of a call in its run. */
export const keyOf = ({ agentId, callId }: CallOf): string => `${agentId} ${callId}`;

/** The call of a key. */
export function callOf(key: string): CallOf {
  const at = key.indexOf(' ');
  return { agentId: key.slice(0, at) as AgentId, callId: key.slice(at + 1) };
}

/** Takes in a fact about a call. */
export function noteProcedure({ states, open, made }: Procedures, fact: ProcedureFact): void {
  const key = keyOf(fact.data);
  states.apply(key, fact);
  if (fact.type !== 'procedure.called') {
    open.delete(key);
    return;
  }
  open.add(key);
  const { agentId, callId } = fact.data;
  const ofAgent = made.get(agentId);
  if (ofAgent) ofAgent.push(callId);
  else made.set(agentId, [callId]);
}

/** Forgets the calls of an agent whose work is over, but for those without a result: no page asks for them again. */
export function forgetCalls({ states, open, made }: Procedures, agentId: AgentId): void {
  for (const callId of made.get(agentId) ?? []) {
    const key = keyOf({ agentId, callId });
    if (!open.has(key)) states.forget(key);
  }
  made.delete(agentId);
}

// ── Commands ─────────────────────────────────────────────────────────────────

/** Records a call of a page, or what became of it; how long it took is in ms. */
export type ProcedureCommand = CallOf &
  (
    | ({ type: 'procedure.call'; name: string; maxCalls: number } & Args)
    | ({ type: 'procedure.answer'; milliseconds: number } & Result)
    | { type: 'procedure.fail'; reason: string; message: string; milliseconds: number }
  );

type Callers = {
  agents: { get(agentId: AgentId): Agent | undefined; has(agentId: AgentId): boolean };
  onboardings: Onboardings;
};

/** Returns an empty list for a call that was made before, and for one that has a result; throws if its agent is not at work. */
export function decide(command: ProcedureCommand, procedures: Procedures, callers: Callers): ProcedureFact[] {
  const { agentId, callId } = command;
  const call = { agentId, callId };
  const known = procedures.states.get(keyOf(call));
  if (command.type === 'procedure.call') {
    const { name, args, argsFile, maxCalls } = command;
    if (known) return [];
    assertAtWork(agentId, callers);
    if ((procedures.made.get(agentId)?.length ?? 0) >= maxCalls) throw refuse('procedure/too-many', { most: maxCalls });
    return [ProcedureCalled({ ...call, name, ...withoutMissing({ args, argsFile }) })];
  }
  if (!known) throw refuse('procedure/unknown-call', { call: callId });
  if (!known.matches('called')) return [];
  const { milliseconds } = command;
  if (command.type === 'procedure.fail') {
    const { reason, message } = command;
    return [ProcedureFailed({ ...call, reason, message, milliseconds })];
  }
  const { result, resultFile } = command;
  return [ProcedureAnswered({ ...call, ...withoutMissing({ result, resultFile }), milliseconds })];
}

/** Whether an agent is at work, on a unit or a page of an onboarding. */
export function isAtWork({ agents, onboardings }: Callers, agentId: AgentId): boolean {
  const working = agents.get(agentId) ?? onboardings.states.get(agentId);
  return working?.matches('working') ?? false;
}

/** Refuses a caller who is not known, or whose work is over: what a procedure gives would reach nobody. */
function assertAtWork(agentId: AgentId, callers: Callers): void {
  const isKnown = callers.agents.has(agentId) || callers.onboardings.states.has(agentId);
  if (!isKnown) throw refuse('agent/unknown', { agent: agentId });
  if (!isAtWork(callers, agentId)) throw refuse('procedure/not-at-work', { agent: agentId });
}

// ── To-dos ───────────────────────────────────────────────────────────────────

/** A call without a result waits for the code of the task. */
export const todo = ({ open }: Procedures): Todo[] => [...open].map((key) => ({ do: 'answer-procedure', key }));
