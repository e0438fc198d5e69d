import { assessmentKeys } from './assessment-keys.ts';
import { frameKeys } from './frame-keys.ts';
import { orderKeys } from './order-keys.ts';
import { pageKeys } from './page-keys.ts';
import { signalKeys } from './signal-keys.ts';
import { treatmentKeys } from './treatment-keys.ts';

const pages = [...Object.keys({ ...pageKeys, ...frameKeys }), 'questions', 'show', 'private', 'build', 'force_rebuild'];
const names = ['task_name', 'task_title', 'task_description', 'task_tags'];
const answers = ['max_answer_bytes', 'max_upload_bytes', 'max_upload_bytes_in_all', 'quality'];

/** The keys that stay as they are in an open run, and why. */
const reasons: readonly [readonly string[], string][] = [
  [['currency'], 'answers that were given are paid in it'],
  [names, 'the run is known by it'],
  [pages, 'the page of a run is made once, at its launch'],
  [Object.keys(orderKeys), 'the items are in their order since the launch'],
  [Object.keys(treatmentKeys), 'workers have their conditions already'],
  [Object.keys(assessmentKeys), 'workers were judged by it already'],
  [Object.keys(signalKeys), 'workers were told what is counted'],
  [['worker_identity'], 'workers who came are known by it'],
  [answers, 'answers that were given were taken by it'],
];

/** Why a key cannot change while a run is open: the end of a sentence. */
export const fixedBecause = (key: string): string =>
  reasons.find(([keys]) => keys.includes(key))?.[1] ?? 'the run was made with it';
