import type { WorkerId } from '../../events/ids.ts';
import type { TaskWorker } from '../ports/task-functions.ts';
import type { Runtime } from '../runtime.ts';

/** A worker, and who they are at their provider. */
export type Person = { workerId: WorkerId; provider: string; worker: string };

/** A worker as the task's own code sees them. */
export function taskWorkerOf(
  { workspace }: Pick<Runtime, 'workspace'>,
  { workerId, provider, worker }: Person,
): TaskWorker {
  const { workers, qualifications } = workspace.mailbox.state;
  const values = workers.get(workerId)?.context.values ?? {};
  const named = Object.entries(values).flatMap(([id, value]) => {
    const name = qualifications.get(id)?.context.name;
    return name === undefined ? [] : [[name, value] as const];
  });
  return { id: workerId, provider, name: worker, qualifications: Object.fromEntries(named) };
}
