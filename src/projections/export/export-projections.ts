import { conversationFactsProjection } from '../conversations/conversation-facts.ts';
import { onboardingsProjection } from '../onboarding/onboardings.ts';
import { appliedRulesProjection } from '../rules/applied-rules.ts';
import { codeLoadsProjection } from '../runs/code-loads.ts';
import { settingChangesProjection } from '../runs/setting-changes.ts';
import { taskRunsProjection } from '../runs/task-runs.ts';
import { deadLettersProjection } from '../store/dead-letters.ts';
import { adjudicationsProjection } from '../units/adjudications.ts';
import { agentsProjection } from '../units/agents.ts';
import { answersProjection } from '../units/answers.ts';
import { assignmentsProjection } from '../units/assignments.ts';
import { bonusesProjection } from '../units/bonuses.ts';
import { commentsProjection } from '../units/comments.ts';
import { metadataProjection } from '../units/metadata.ts';
import { procedureCallsProjection } from '../units/procedure-calls.ts';
import { reviewsProjection } from '../units/reviews.ts';
import { unitPaymentsProjection } from '../units/unit-payments.ts';
import { unitsProjection } from '../units/units.ts';
import { workersProjection } from '../workers/workers.ts';

/** The projections that an export of answers or items reads. */
export const answerProjections = [
  taskRunsProjection,
  assignmentsProjection,
  unitsProjection,
  agentsProjection,
  answersProjection,
  reviewsProjection,
  adjudicationsProjection,
  bonusesProjection,
  metadataProjection,
  procedureCallsProjection,
  conversationFactsProjection,
  commentsProjection,
  workersProjection,
  appliedRulesProjection,
];

/** The projections that exports and methods reports read, with the dead letters. */
export const exportProjections = [
  ...answerProjections,
  onboardingsProjection,
  settingChangesProjection,
  codeLoadsProjection,
  unitPaymentsProjection,
  deadLettersProjection,
];
