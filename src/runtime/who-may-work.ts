import { centsOf } from '../actors/money.ts';
import { nameKey } from '../actors/qualification.ts';
import { requirementText } from '../actors/requirements.ts';
import type { WhoMayWork as Asked } from '../api/launch.ts';
import type { QualificationId } from '../events/ids.ts';
import type { Requirement } from '../events/requirement.ts';
import type { RunSettings } from '../events/task-run.ts';
import { failedName, goldNames } from './config/assessment-keys.ts';
import { conversationOf, pairedByOf } from './config/conversation-keys.ts';
import { requirementsIn } from './config/requirement-keys.ts';
import type { TaskConfig } from './config/task-keys.ts';
import type { OpenWorkspace } from './open-workspace.ts';
import { idOf, requirementsOf } from './requirements.ts';
import { ruleQualifications, rulesOf } from './rules.ts';

/** What a run keeps of who may work. */
export type WhoMayWork = Pick<
  RunSettings,
  'requirements' | 'onboarding' | 'screening' | 'gold' | 'rules' | 'conversation'
>;

/** The names of the qualifications that a run of this config needs, each once. */
export function qualificationNames(config: TaskConfig): string[] {
  const {
    onboarding_qualification: onboarding,
    passed_qualification_name: passed,
    gold_qualification_base: gold,
  } = config;
  const names = [
    ...requirementsIn(config).map(({ name }) => name),
    ...(onboarding === undefined ? [] : [onboarding, failedName(onboarding)]),
    ...(config.use_screening_task && passed !== undefined ? [passed] : []),
    ...(config.use_golds && gold !== undefined ? Object.values(goldNames(gold)) : []),
    ...[pairedByOf(config) ?? []].flat(),
    ...ruleQualifications(config),
  ];
  return [...new Map(names.map((name) => [nameKey(name), name])).values()];
}

/** Those of the qualifications that nobody has created yet. */
export const missingQualifications = (
  { mailbox }: Pick<OpenWorkspace, 'mailbox'>,
  names: readonly string[],
): string[] => names.filter((name) => !mailbox.state.names.has(nameKey(name)));

/** What a run of this config asks of its workers, in words. */
export function askedOfWorkers(config: TaskConfig): Asked {
  const { onboarding_qualification: qualification, onboarding_data = [{}], onboarding_max_mistakes } = config;
  return {
    requirements: requirementsIn(config).map(requirementText),
    onboarding:
      qualification === undefined
        ? null
        : { qualification, pages: onboarding_data.length, max_mistakes: onboarding_max_mistakes },
  };
}

/** Makes the id of a qualification from its name, and from what it is for. */
type Named = (name: string, purpose: string) => Promise<QualificationId>;

const lacks = (qualificationId: QualificationId, name: string): Requirement => ({
  ...{ qualificationId, name },
  comparator: 'DoesNotExist',
});

/** What a run asks of its workers, and what comes before and between their units. Creates the qualifications that nobody has created yet. */
export async function whoMayWorkOf(
  workspace: Pick<OpenWorkspace, 'mailbox'>,
  config: TaskConfig,
  by: string,
): Promise<WhoMayWork> {
  const requirements = await requirementsOf(workspace, config, by);
  const named: Named = (name, purpose) => {
    const description = `${purpose} of the task ${config.task_name}.`.slice(0, 500);
    return idOf(workspace, { name, description, by });
  };
  const onboarding = await onboardingOf(config, named, requirements);
  const screening = await screeningOf(config, named);
  const gold = await goldOf(config, named, requirements);
  const pairedBy = pairedByOf(config);
  const conversation = conversationOf(
    config,
    pairedBy === undefined
      ? undefined
      : await named(pairedBy, 'By which the people of a conversation are put together'),
  );
  const rules = await rulesOf(workspace, config, by);
  return {
    ...(requirements.length > 0 ? { requirements } : {}),
    ...(onboarding ? { onboarding } : {}),
    ...(screening ? { screening } : {}),
    ...(gold ? { gold } : {}),
    ...(conversation ? { conversation } : {}),
    ...(rules.length > 0 ? { rules } : {}),
  };
}

async function onboardingOf(
  { onboarding_qualification: name, onboarding_data = [{}], onboarding_max_mistakes: maxMistakes }: TaskConfig,
  named: Named,
  requirements: Requirement[],
): Promise<WhoMayWork['onboarding']> {
  if (name === undefined) return undefined;
  const qualificationId = await named(name, 'Granted by the onboarding');
  const failedId = await named(failedName(name), 'For those who failed the onboarding');
  requirements.push(lacks(failedId, failedName(name)));
  return { qualificationId, failedId, pages: onboarding_data.length, maxMistakes };
}

async function screeningOf(config: TaskConfig, named: Named): Promise<WhoMayWork['screening']> {
  const { use_screening_task, passed_qualification_name: passed, block_qualification: block } = config;
  if (!use_screening_task || passed === undefined || block === undefined) return undefined;
  return {
    passedId: await named(passed, 'For those who passed the screening'),
    blockId: await named(block, 'For those who failed the screening'),
    maxUnits: config.max_screening_units ?? 0,
  };
}

async function goldOf(config: TaskConfig, named: Named, requirements: Requirement[]): Promise<WhoMayWork['gold']> {
  const { use_golds, gold_qualification_base: base, max_gold_units, gold_every, gold_probability } = config;
  const { bonus_for_correct_gold: bonus } = config;
  if (!use_golds || base === undefined || max_gold_units === undefined) return undefined;
  const names = goldNames(base);
  const disqualifiedId = await named(names.disqualified, 'For those who answered too many gold units wrong');
  requirements.push(lacks(disqualifiedId, names.disqualified));
  return {
    correctId: await named(names.correct, 'How many gold units were answered well'),
    wrongId: await named(names.wrong, 'How many gold units were answered wrong'),
    completedId: await named(names.completed, 'How many ordinary units were submitted up to the last gold unit'),
    disqualifiedId,
    ...{ maxUnits: max_gold_units, min: config.min_golds, maxIncorrect: config.max_incorrect_golds },
    ...(gold_every === undefined ? {} : { every: gold_every }),
    ...(gold_probability === undefined ? {} : { probability: gold_probability }),
    ...(bonus === undefined ? {} : { bonusCents: Math.round(centsOf(bonus)) }),
  };
}
