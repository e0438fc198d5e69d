import type { MediaKind, TaskKind } from '../../../api/new-task.ts';

/** What a new task is made from; what is left out has its default. */
export type NewTask = {
  name: string;
  kind: TaskKind;
  media: MediaKind;
  title: string;
  description?: string;
  /** What is asked about each item. */
  question?: string;
  /** The labels to choose from, for a choice and for spans. */
  labels: readonly string[];
  /** The key of the data with the right answers. */
  gold?: string;
  /** Keys of the data that workers never see, beside the gold answers. */
  hidden?: readonly string[];
  unitsPerItem?: number;
  /** The time for one unit, in seconds. */
  unitSeconds?: number;
  /** The pay for one unit, in whole units of the currency. */
  reward?: number;
  currency?: string;
  /** What follows from the units of a worker, as the config has it. */
  rules?: unknown;
  /** The name of the data file in the folder, and the keys of its items that workers see, in order. */
  data: { file: string; keys: readonly string[] };
};
