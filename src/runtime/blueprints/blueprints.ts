import type { Blueprint, Keys } from './blueprint.ts';
import { live } from './live.ts';
import { mock } from './mock.ts';
import { remoteProcedure } from './remote-procedure.ts';
import { staticReactTask } from './static-react-task.ts';
import { staticTask } from './static-task.ts';

/** All kinds of tasks. */
export const blueprints: readonly Blueprint[] = [staticReactTask, staticTask, remoteProcedure, live, mock];

/** Their names, as a config has them. */
export const blueprintNames = blueprints.map(({ name }) => name);

/** The kind of a task: the one that its config names, else the first that fits. */
export const blueprintOf = (config: Keys): Blueprint =>
  blueprints.find(({ name }) => name === config.blueprint) ??
  blueprints.find(({ fits }) => fits(config)) ??
  staticReactTask;

type Context = { addIssue(issue: { code: 'custom'; path: string[]; message: string }): void };

/** Adds the fault of a config that names a kind that it is not. */
export function requireBlueprint(config: Keys, { addIssue }: Context): void {
  if (config.blueprint === undefined) return;
  const named = blueprintOf(config);
  const isAstray = named !== live && live.fits(config);
  const fault = isAstray
    ? { key: 'blueprint', message: `is ${named.name}, and a task with "agents_per_conversation" is live` }
    : named.faultIn?.(config);
  if (fault) addIssue({ code: 'custom', path: [fault.key], message: fault.message });
}
