import { requirementText } from '../../actors/requirements.ts';
import type { RunSettings } from '../../events/task-run.ts';

/** What a run asks of its workers: each requirement as a sentence, and its onboarding, screening and gold units, if it has them. */
export type WhoMayWork = {
  requirements: string[];
  onboarding: { qualification: string; pages: number; max_mistakes: number } | null;
  screening: { max_units: number } | null;
  gold: { min: number; max_incorrect: number; max_units: number; how_often: string } | null;
};

/** What a run asks of its workers, by the settings it was opened with; what follows from its onboarding and its gold units goes without saying. */
export function whoMayWork(settings: Partial<RunSettings>, qualification: string | null | undefined): WhoMayWork {
  const { requirements = [], onboarding, screening, gold } = settings;
  const implied = new Set([onboarding?.failedId, gold?.disqualifiedId]);
  const own = requirements.filter(({ qualificationId }) => !implied.has(qualificationId));
  return {
    requirements: own.map(requirementText),
    onboarding: onboarding
      ? {
          qualification: qualification ?? onboarding.qualificationId,
          pages: onboarding.pages,
          max_mistakes: onboarding.maxMistakes,
        }
      : null,
    screening: screening ? { max_units: screening.maxUnits } : null,
    gold: gold
      ? {
          ...{ min: gold.min, max_incorrect: gold.maxIncorrect, max_units: gold.maxUnits },
          how_often: howOften(gold),
        }
      : null,
  };
}

/** How often gold units come once a worker has answered the first ones well; the task's own code may decide otherwise. */
export function howOften({
  every,
  probability,
}: Pick<NonNullable<RunSettings['gold']>, 'every' | 'probability'>): string {
  if (every !== undefined) return every === 1 ? 'after each unit' : `after every ${every} units`;
  if (probability !== undefined) return `before ${Math.round(100 * probability)} % of the units`;
  return 'often at first, then less and less';
}
