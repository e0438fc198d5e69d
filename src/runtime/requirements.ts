import { nameKey } from '../actors/qualification.ts';
import { Refusal } from '../actors/refusal.ts';
import type { QualificationId } from '../events/ids.ts';
import type { Requirement } from '../events/requirement.ts';
import { requirementsIn } from './config/requirement-keys.ts';
import type { TaskConfig } from './config/task-keys.ts';
import { newQualificationId } from './ids.ts';
import type { OpenWorkspace } from './open-workspace.ts';

/**
 * The requirements of a task, with the qualifications that they name. One that does not exist is created, so that it can be granted;
 * it stays if the launch fails later. Throws what the log refuses.
 */
export async function requirementsOf(
  workspace: Pick<OpenWorkspace, 'mailbox'>,
  config: Pick<TaskConfig, 'task_name'> & Parameters<typeof requirementsIn>[0],
  by: string,
): Promise<Requirement[]> {
  const requirements: Requirement[] = [];
  const description = `Named by the task ${config.task_name}.`.slice(0, 500);
  for (const { name, ...comparison } of requirementsIn(config))
    requirements.push({ qualificationId: await idOf(workspace, { name, description, by }), name, ...comparison });
  return requirements;
}

type Named = { name: string; description: string; by: string };

/** The id of the qualification of this name; creates it if there is none. */
export async function idOf(
  { mailbox }: Pick<OpenWorkspace, 'mailbox'>,
  { name, description, by }: Named,
): Promise<QualificationId> {
  const known = () => mailbox.state.names.get(nameKey(name));
  const create = (qualificationId: QualificationId) =>
    mailbox.ask({ type: 'qualification.create', qualificationId, name, description }, by);
  const qualificationId = known() ?? newQualificationId(name);
  try {
    // For one that is known this resolves once it is stored, since it may have been created a moment ago.
    await create(qualificationId);
    return qualificationId;
  } catch (error) {
    const other = known();
    if (!(error instanceof Refusal) || error.code !== 'qualification/name-taken' || !other) throw error;
    await create(other);
    return other;
  }
}
