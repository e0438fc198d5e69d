import { nameKey } from '../actors/qualification.ts';
import { Refusal } from '../actors/refusal.ts';
import type { QualificationId } from '../events/ids.ts';
import type { Requirement } from '../events/requirement.ts';
import type { TaskConfig } from './config/task-keys.ts';
import { newQualificationId } from './ids.ts';
import type { OpenWorkspace } from './open-workspace.ts';

/** The requirements of a task, with the qualifications that they name; one that does not exist is created, so that it can be granted. */
export async function requirementsOf(
  workspace: OpenWorkspace,
  { task_name, qualifications = [] }: Pick<TaskConfig, 'task_name' | 'qualifications'>,
  by: string,
): Promise<Requirement[]> {
  const requirements: Requirement[] = [];
  for (const { name, ...comparison } of qualifications) {
    const description = `Named by the task ${task_name}.`;
    requirements.push({ qualificationId: await idOf(workspace, name, description, by), name, ...comparison });
  }
  return requirements;
}

async function idOf(
  { mailbox }: OpenWorkspace,
  name: string,
  description: string,
  by: string,
): Promise<QualificationId> {
  const known = () => mailbox.state.names.get(nameKey(name));
  const found = known();
  if (found) return found;
  const qualificationId = newQualificationId(name);
  try {
    await mailbox.ask({ type: 'qualification.create', qualificationId, name, description }, by);
  } catch (error) {
    // Another launch was faster.
    const id = known();
    if (!(error instanceof Refusal) || !id) throw error;
    return id;
  }
  return qualificationId;
}
