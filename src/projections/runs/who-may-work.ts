import { requirementText } from '../../actors/requirements.ts';
import type { RunSettings } from '../../events/task-run.ts';

/** What a run asks of its workers: each requirement as a sentence, and the onboarding, if it has one. */
export type WhoMayWork = {
  requirements: string[];
  onboarding: { qualification: string; pages: number; max_mistakes: number } | null;
};

/** What a run asks of its workers, by the settings it was opened with; what follows from its onboarding and its gold units goes without saying. */
export function whoMayWork(settings: Partial<RunSettings>, qualification: string | null | undefined): WhoMayWork {
  const { requirements = [], onboarding, gold } = settings;
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
  };
}
