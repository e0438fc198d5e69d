import type { Fact } from '../events/catalog.ts';
import type { AgentId, QualificationId, UnitId, WorkerId } from '../events/ids.ts';
import { assignmentIdOf, partsOf } from '../events/ids.ts';
import { agent } from './agent.ts';
import { evolve } from './evolve-run.ts';
import { isProcedureFact } from './procedure.ts';
import { qualification } from './qualification.ts';
import { newRun } from './run.ts';
import { statusOf } from './task-run.ts';
import { unit } from './unit.ts';
import { worker } from './worker.ts';

/** The replayed actor after a fact: its state by name, and a summary of its memory. */
export type Frame = { state: string; summary: string };

/** Takes facts one by one; returns a frame for those that concern the replayed actor. */
export type Replay = (fact: Fact) => Frame | undefined;

/** The life of a whole run: its state and how its units stand, after each of its facts. */
export function replayRun(): Replay {
  const run = newRun();
  return (fact) => {
    evolve(run, fact);
    const { open, assigned, completed, expired } = run.tally;
    const summary = `open ${open} · in progress ${assigned} · completed ${completed}${expired ? ` · expired ${expired}` : ''}`;
    return { state: statusOf(run.taskRun), summary };
  };
}

type Kind = typeof unit | typeof agent | typeof qualification;

function replayActor(kind: Kind, concerns: (fact: Fact) => boolean, summarize: (context: never) => string): Replay {
  let resting = kind.rest(kind.initial as never) as never;
  return (fact) => {
    if (!kind.expects.has(fact.type) || !concerns(fact)) return undefined;
    resting = kind.step(resting, fact) as never;
    const { state, context } = resting as { state: string; context: never };
    return { state, summary: summarize(context) };
  };
}

/** Shows the calls of procedures by its agents in their place, too; they leave the state as it is. */
function withCalls(replay: Replay, agents = new Set<AgentId>()): Replay {
  let state: string | undefined;
  return (fact) => {
    if (isProcedureFact(fact)) {
      if (state === undefined || !agents.has(fact.data.agentId)) return undefined;
      const { callId } = fact.data;
      const what = fact.type === 'procedure.called' ? `${fact.data.name} · ` : `${fact.data.milliseconds} ms · `;
      return { state, summary: `${what}call ${callId}` };
    }
    const frame = replay(fact);
    if (!frame) return undefined;
    state = frame.state;
    if (fact.type === 'unit.assigned') agents.add(fact.data.agentId);
    return frame;
  };
}

/** The life of one unit, from the creation of its assignment. */
export function replayUnit(unitId: UnitId): Replay {
  const { run, index } = partsOf(unitId);
  const assignmentId = assignmentIdOf(run, index);
  let state: string | undefined;
  const concerns = (fact: Fact) => {
    if (fact.type === 'assignment.created') return fact.data.assignmentId === assignmentId;
    if (fact.type === 'task-run.stopped') return state === 'open';
    return 'unitId' in fact.data && fact.data.unitId === unitId;
  };
  const replay = replayActor(unit, concerns, ({ agentId, deadline }: { agentId?: AgentId; deadline?: string }) =>
    [agentId && `agent ${agentId}`, deadline && `until ${deadline}`].filter(Boolean).join(' · '),
  );
  return withCalls((fact) => {
    const frame = replay(fact);
    if (frame) state = frame.state;
    return frame;
  });
}

/** The life of one agent. */
export function replayAgent(agentId: AgentId): Replay {
  const concerns = (fact: Fact) => 'agentId' in fact.data && fact.data.agentId === agentId;
  const replay = replayActor(
    agent,
    concerns,
    ({ unitId, workerId }: { unitId: UnitId; workerId: string }) => `unit ${unitId} · worker ${workerId}`,
  );
  return withCalls(replay, new Set([agentId]));
}

/** The life of one qualification. */
export const replayQualification = (qualificationId: QualificationId): Replay =>
  replayActor(
    qualification,
    (fact) => 'qualificationId' in fact.data && fact.data.qualificationId === qualificationId,
    ({ name, description }: { name: string; description: string }) => [name, description].filter(Boolean).join(' · '),
  );

/** The life of one worker: what they did in any run, and what was decided about them. */
export function replayWorker(workerId: WorkerId): Replay {
  let resting = worker.rest(worker.initial);
  let submitted = 0;
  return (fact) => {
    if (!('workerId' in fact.data) || fact.data.workerId !== workerId) return undefined;
    if (worker.expects.has(fact.type)) resting = worker.step(resting, fact);
    if (fact.type === 'unit.submitted') submitted++;
    const { state, context } = resting;
    const values = Object.entries(context.values).map(([id, value]) => `${id} ${value}`);
    const place = 'unitId' in fact.data ? [`unit ${fact.data.unitId}`] : [];
    return { state, summary: [...place, `submitted ${submitted}`, ...values].join(' · ') };
  };
}
