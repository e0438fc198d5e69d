import { agentsProjection } from './agents.ts';
import { answersProjection } from './answers.ts';
import { assignmentsProjection } from './assignments.ts';
import { deadLettersProjection } from './dead-letters.ts';
import { metadataProjection } from './metadata.ts';
import { checkpoints } from './projection.ts';
import { reviewsProjection } from './reviews.ts';
import { taskRunsProjection } from './task-runs.ts';
import { unitsProjection } from './units.ts';
import { workersProjection } from './workers.ts';

/** Every projection there is. */
export const allProjections = [
  taskRunsProjection,
  assignmentsProjection,
  unitsProjection,
  agentsProjection,
  answersProjection,
  reviewsProjection,
  metadataProjection,
  workersProjection,
  deadLettersProjection,
];

/** Every table of the read model. */
export const allTables = [checkpoints, ...allProjections.flatMap(({ tables }) => tables)];
