import { agent } from './agent.ts';
import { assignment } from './assignment.ts';
import { conversation } from './conversation.ts';
import { anImport } from './import.ts';
import { onboarding } from './onboarding.ts';
import { procedure } from './procedure.ts';
import { qualification } from './qualification.ts';
import { ruleApplication } from './rule-application.ts';
import { taskRun } from './task-run.ts';
import { unit } from './unit.ts';
import { verdict } from './verdict.ts';
import { worker } from './worker.ts';

type Transition = string | { target?: string };
type Config = { states?: Record<string, { on?: Record<string, Transition> }> };

/** The actors by the first word of the facts about them. */
const actors: Readonly<Record<string, { machine: { config: unknown } }>> = {
  'task-run': taskRun,
  assignment,
  unit,
  agent,
  onboarding,
  procedure,
  conversation,
  worker,
  qualification,
  verdict,
  import: anImport,
  rule: ruleApplication,
};

const known = new Map<string, string | undefined>();

/** The state of a fact's actor after it, where that is the same whatever was before; undefined if the history decides. */
export function stateAfterAny(type: string): string | undefined {
  if (!known.has(type)) known.set(type, onlyTarget(type));
  return known.get(type);
}

function onlyTarget(type: string): string | undefined {
  const { states = {} } = (actors[type.slice(0, type.indexOf('.'))]?.machine.config ?? {}) as Config;
  const targets = new Set<string>();
  for (const [state, { on = {} }] of Object.entries(states)) {
    const transition = on[type];
    if (transition === undefined) continue;
    targets.add((typeof transition === 'string' ? transition : transition.target) ?? state);
  }
  const [only] = targets;
  return targets.size === 1 ? only : undefined;
}
