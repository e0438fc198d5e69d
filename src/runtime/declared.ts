import { z } from 'zod';
import { nameKey } from '../actors/qualification.ts';
import type { Requirement } from '../events/requirement.ts';
import { contradiction, RequiredQualification, requirementsIn } from './config/requirement-keys.ts';
import type { TaskConfig } from './config/task-keys.ts';
import type { TaskFunctions } from './ports/task-functions.ts';
import type { Task } from './ports/tasks.ts';
import { refuse } from './refusals/refusals.ts';

const Declared = z.array(RequiredQualification).max(100, 'must not have more than 100 requirements');

/**
 * The task with what its code asks of workers, after what its config asks. The recorded config stays as it is written, so that the same
 * folder goes on with its run. Throws `task/bad-requirements`.
 */
export function withDeclared(task: Task, { declares }: Pick<TaskFunctions, 'declares'>): Task {
  if (!declares?.qualifications) return task;
  const bad = (reason: string) => refuse('task/bad-requirements', { code: codeOf(task), reason });
  const { success, data, error } = Declared.safeParse(declares.qualifications);
  if (!success) {
    const { path = [], message = '' } = error.issues[0] ?? {};
    throw bad(`"${['qualifications', ...path].join('.')}" ${message}`);
  }
  const config = { ...task.config, qualifications: [...(task.config.qualifications ?? []), ...data] };
  const impossible = contradiction(requirementsIn(config));
  if (impossible !== undefined) throw bad(`workers would have to hold "${impossible}" and not to hold it`);
  return { ...task, config };
}

/** The requirements of a run that its config does not ask for: those of its code, its onboarding and its gold units. */
export function notAskedBy(config: TaskConfig, requirements: readonly Requirement[] = []): Requirement[] {
  const textOf = ({ name, comparator, value }: Pick<Requirement, 'name' | 'comparator' | 'value'>) =>
    JSON.stringify([nameKey(name), comparator, value]);
  const asked = new Set(requirementsIn(config).map(textOf));
  return requirements.filter((requirement) => !asked.has(textOf(requirement)));
}

const codeOf = ({ recorded: { code, code_command } }: Task): string => code ?? `"${code_command}"`;
