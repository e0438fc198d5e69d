import { sql } from 'drizzle-orm';
import { taskRuns } from '../runs/task-runs.ts';
import { units } from './units.ts';

/** What a unit of a run pays in whole units of the currency, as the config says with which the run was opened. */
export const rewardAtOpening = sql<number>`coalesce(json_extract(${taskRuns.config}, '$.task_reward'), 0)`;

/** What a unit that was given out pays, in cents; it needs the unit's run joined. */
export const payCents = sql<number>`coalesce(${units.payCents}, round(${rewardAtOpening} * 100, 2))`;
