import { conversationFactsProjection } from './conversations/conversation-facts.ts';
import { conversationsProjection } from './conversations/conversations.ts';
import { onboardingsProjection } from './onboarding/onboardings.ts';
import { verdictsProjection } from './review/verdicts.ts';
import { appliedRulesProjection } from './rules/applied-rules.ts';
import { codeLoadsProjection } from './runs/code-loads.ts';
import { importsProjection } from './runs/imports.ts';
import { settingChangesProjection } from './runs/setting-changes.ts';
import { taskRunsProjection } from './runs/task-runs.ts';
import { deadLettersProjection } from './store/dead-letters.ts';
import { checkpoints } from './store/projection.ts';
import { skippedFactsProjection } from './store/skipped-facts.ts';
import { timelineProjection } from './timeline/timeline.ts';
import { adjudicationsProjection } from './units/adjudications.ts';
import { agentsProjection } from './units/agents.ts';
import { answersProjection } from './units/answers.ts';
import { assignmentsProjection } from './units/assignments.ts';
import { bonusesProjection } from './units/bonuses.ts';
import { commentsProjection } from './units/comments.ts';
import { metadataProjection } from './units/metadata.ts';
import { namedFilesProjection } from './units/named-files.ts';
import { paymentHistoryProjection } from './units/payment-history.ts';
import { procedureCallsProjection } from './units/procedure-calls.ts';
import { reviewsProjection } from './units/reviews.ts';
import { unitPaymentsProjection } from './units/unit-payments.ts';
import { unitsProjection } from './units/units.ts';
import { blockedWorkersProjection } from './workers/blocked-workers.ts';
import { grantsProjection } from './workers/grants.ts';
import { invitationsProjection } from './workers/invitations.ts';
import { qualificationsProjection } from './workers/qualifications.ts';
import { workerHistoryProjection } from './workers/worker-history.ts';
import { workersProjection } from './workers/workers.ts';

/** Every projection. */
export const allProjections = [
  taskRunsProjection,
  settingChangesProjection,
  codeLoadsProjection,
  assignmentsProjection,
  unitsProjection,
  agentsProjection,
  onboardingsProjection,
  answersProjection,
  reviewsProjection,
  bonusesProjection,
  commentsProjection,
  unitPaymentsProjection,
  paymentHistoryProjection,
  verdictsProjection,
  adjudicationsProjection,
  metadataProjection,
  procedureCallsProjection,
  conversationFactsProjection,
  conversationsProjection,
  namedFilesProjection,
  workersProjection,
  qualificationsProjection,
  grantsProjection,
  blockedWorkersProjection,
  invitationsProjection,
  appliedRulesProjection,
  workerHistoryProjection,
  importsProjection,
  timelineProjection,
  deadLettersProjection,
  skippedFactsProjection,
];

/** Every table of the read model. */
export const allTables = [checkpoints, ...allProjections.flatMap(({ tables }) => tables)];
