import { ruleText } from '../actors/rule-application.ts';
import type { QualificationId } from '../events/ids.ts';
import type { Rule } from '../events/rule.ts';
import { ruleOf, type WrittenRule } from './config/rule-keys.ts';
import type { TaskConfig } from './config/task-keys.ts';
import type { OpenWorkspace } from './open-workspace.ts';
import { idOf } from './requirements.ts';

/** The names of the qualifications that the rules of a config grant or revoke. */
export const ruleQualifications = ({ rules = [] }: Pick<TaskConfig, 'rules'>): string[] =>
  rules.flatMap(({ qualification }) => qualification ?? []);

/** The rules of a config, with the qualifications that they name. Creates those that nobody has created yet; throws what the log refuses. */
export async function rulesOf(
  workspace: Pick<OpenWorkspace, 'mailbox'>,
  { rules = [], task_name }: Pick<TaskConfig, 'rules' | 'task_name'>,
  by: string,
): Promise<Rule[]> {
  const description = `Granted or revoked by a rule of the task ${task_name}.`.slice(0, 500);
  const made: Rule[] = [];
  for (const rule of rules) {
    const name = rule.qualification;
    const qualification =
      name === undefined ? undefined : { name, qualificationId: await idOf(workspace, { name, description, by }) };
    made.push({ ...ruleOf(rule), action: actionOf(rule, qualification) });
  }
  return made;
}

/** The rules of a config, each in one line. */
export const ruleTexts = ({ rules = [] }: Pick<TaskConfig, 'rules'>): string[] =>
  rules.map((rule) => {
    const { qualification: name = '' } = rule;
    return ruleText({ ...ruleOf(rule), action: actionOf(rule, { name, qualificationId: '' as QualificationId }) });
  });

type Named = Pick<Extract<Rule['action'], { type: 'revoke' }>, 'name' | 'qualificationId'>;

function actionOf(
  { do: type, pause_minutes: minutes, value = 1 }: WrittenRule,
  qualification: Named | undefined,
): Rule['action'] {
  switch (type) {
    case 'pause':
      return { type, minutes: minutes ?? Number.NaN };
    case 'grant':
      return { type, ...(qualification as Named), value };
    case 'revoke':
      return { type, ...(qualification as Named) };
    default:
      return { type };
  }
}
