import { nameKey } from '../actors/qualification.ts';
import { Refusal } from '../actors/refusal.ts';
import type { QualificationId } from '../events/ids.ts';
import type { Requirement } from '../events/requirement.ts';
import type { RequiredQualification } from './config/requirement-keys.ts';
import type { TaskConfig } from './config/task-keys.ts';
import { newQualificationId } from './ids.ts';
import type { OpenWorkspace } from './open-workspace.ts';

type Keys = Pick<
  TaskConfig,
  'task_name' | 'qualifications' | 'block_qualification' | 'allow_list_qualification' | 'find_new_workers'
>;

/** All that a config asks of workers, in the order in which it is looked at. */
function askedBy(config: Keys): RequiredQualification[] {
  const { qualifications = [], block_qualification: block, allow_list_qualification: list } = config;
  return [
    ...(block === undefined ? [] : [{ name: block, comparator: 'DoesNotExist' as const }]),
    ...(list === undefined
      ? []
      : [{ name: list, comparator: config.find_new_workers ? ('DoesNotExist' as const) : ('Exists' as const) }]),
    ...qualifications,
  ];
}

/** The requirements of a task, with the qualifications that they name; one that does not exist is created, so that it can be granted. */
export async function requirementsOf(workspace: OpenWorkspace, config: Keys, by: string): Promise<Requirement[]> {
  const requirements: Requirement[] = [];
  const description = `Named by the task ${config.task_name}.`;
  for (const { name, ...comparison } of askedBy(config)) {
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
