import { adjudicationsProjection } from './adjudications.ts';
import { agentsProjection } from './agents.ts';
import { answersProjection } from './answers.ts';
import { assignmentsProjection } from './assignments.ts';
import { bansProjection } from './bans.ts';
import { bonusesProjection } from './bonuses.ts';
import { deadLettersProjection } from './dead-letters.ts';
import { grantsProjection } from './grants.ts';
import { importsProjection } from './imports.ts';
import { metadataProjection } from './metadata.ts';
import { namedFilesProjection } from './named-files.ts';
import { checkpoints } from './projection.ts';
import { qualificationsProjection } from './qualifications.ts';
import { reviewsProjection } from './reviews.ts';
import { taskRunsProjection } from './task-runs.ts';
import { unitsProjection } from './units.ts';
import { workerHistoryProjection } from './worker-history.ts';
import { workersProjection } from './workers.ts';

/** Every projection there is. */
export const allProjections = [
  taskRunsProjection,
  assignmentsProjection,
  unitsProjection,
  agentsProjection,
  answersProjection,
  reviewsProjection,
  bonusesProjection,
  adjudicationsProjection,
  metadataProjection,
  namedFilesProjection,
  workersProjection,
  qualificationsProjection,
  grantsProjection,
  bansProjection,
  workerHistoryProjection,
  importsProjection,
  deadLettersProjection,
];

/** Every table of the read model. */
export const allTables = [checkpoints, ...allProjections.flatMap(({ tables }) => tables)];
