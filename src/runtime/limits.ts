import type { Limits } from '../actors/agent.ts';
import type { TaskConfig } from './config/task-keys.ts';

/** One agent may send this many times the largest answer or file, in all. */
const timesTheLargest = 10;

type Keys = Pick<TaskConfig, 'max_answer_bytes' | 'max_upload_bytes' | 'max_upload_bytes_in_all'>;

/** How much one agent may send in all, by its run's config: bytes of files, and characters of metadata. */
export const limitsOf = ({ max_answer_bytes, max_upload_bytes, max_upload_bytes_in_all }: Keys): Limits => ({
  fileBytes: max_upload_bytes_in_all ?? timesTheLargest * max_upload_bytes,
  metadataText: timesTheLargest * max_answer_bytes,
});
