import type { Limits } from '../../../actors/agent.ts';
import type { TaskConfig } from '../../../runtime/config/task-keys.ts';

/** So many times the largest one is what an agent may send in all. */
const timesTheLargest = 10;

type Keys = Pick<TaskConfig, 'max_answer_bytes' | 'max_upload_bytes' | 'max_upload_bytes_in_all'>;

/** How much one agent may send in all, by its run's config. */
export const limitsOf = ({ max_answer_bytes, max_upload_bytes, max_upload_bytes_in_all }: Keys): Limits => ({
  fileBytes: max_upload_bytes_in_all ?? timesTheLargest * max_upload_bytes,
  metadataText: timesTheLargest * max_answer_bytes,
});
