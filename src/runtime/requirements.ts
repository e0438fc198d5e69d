import { nameKey } from '../actors/qualification.ts';
import { Refusal } from '../actors/refusal.ts';
import type { QualificationId } from '../events/ids.ts';
import type { Requirement } from '../events/requirement.ts';
import type { RunSettings } from '../events/task-run.ts';
import { failedName } from './config/assessment-keys.ts';
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

/**
 * What an opened run keeps of its onboarding, with the qualifications that it grants, and that who has failed it gets no units. Undefined
 * without one.
 */
export async function onboardingSettingsOf(
  workspace: Pick<OpenWorkspace, 'mailbox'>,
  config: Pick<TaskConfig, 'task_name' | 'onboarding_qualification' | 'onboarding_data' | 'onboarding_max_mistakes'>,
  by: string,
): Promise<{ onboarding: NonNullable<RunSettings['onboarding']>; requirement: Requirement } | undefined> {
  const { task_name, onboarding_qualification: name, onboarding_data = [{}], onboarding_max_mistakes } = config;
  if (name === undefined) return undefined;
  const failed = failedName(name);
  const description = `Granted by the onboarding of the task ${task_name}.`.slice(0, 500);
  const failedDescription = `For those who failed the onboarding of the task ${task_name}.`.slice(0, 500);
  const qualificationId = await idOf(workspace, { name, description, by });
  const failedId = await idOf(workspace, { name: failed, description: failedDescription, by });
  return {
    onboarding: { qualificationId, failedId, pages: onboarding_data.length, maxMistakes: onboarding_max_mistakes },
    requirement: { qualificationId: failedId, name: failed, comparator: 'DoesNotExist' },
  };
}

type Named = { name: string; description: string; by: string };

async function idOf(
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
