import type { TaskConfig } from '../config/task-keys.ts';

type Values = Record<string, unknown>;

/** Where a task is asked for: its folder, the NAME of `manyhands.<NAME>.yaml`, and settings that go over the file's. */
export type TaskFolder = { folder: string; config?: string; overrides?: Record<string, string> };

/** A task folder as it stands: its config with all defaults filled in, and where its parts lie, as absolute paths. */
export type Task = {
  folder: string;
  file: string;
  slug: string;
  config: TaskConfig;
  /** The config as it may be kept: without the place of the folder. */
  recorded: TaskConfig;
  data: string;
  page?: string;
  taskSource?: string;
  extraSourceDir?: string;
  taskSourceReview?: string;
  reviewPage?: string;
};

/** What one assignment is about: what all its units share, and where the data says so, what each unit has for itself. */
export type Item = { shared: Values; units?: Values[] };

/** Where items come from: a list has an end that can be counted, a generator makes them when asked. */
export type Source = { kind: 'list' | 'generator'; rows(skip: number): AsyncIterable<Item> };

/** A task's data and its code, kept in a process of their own: whatever breaks there is a refusal here. */
export type TaskHost = {
  kind: Source['kind'];
  /** Reads a list once from end to end and gives its length; a generator's is unknown. */
  count(): Promise<number | undefined>;
  /** Begins behind the first `skip` items. */
  start(skip: number): Promise<void>;
  /** The next items, at most `size`; a generator's go out as they come. The end is `done`, without items. */
  next(size: number): Promise<{ items: Item[]; done: boolean }>;
  close(): Promise<void>;
};

/** Called with each step of a launch, and how far it is where that is known. */
export type OnProgress = (progress: { step: string; done?: number; total?: number }) => void;

/** The folders of tasks, their code and their pages; every fault in them is a refusal. */
export type Tasks = {
  /** Reads a task folder; refuses one of which any part lies in the data folder. */
  load(folder: TaskFolder): Promise<Task>;
  /** The same for a task that is to be launched: also refuses a config with a secret in it, since it is recorded. */
  loadForLaunch(folder: TaskFolder): Promise<Task>;
  /** Starts the task's code, with the values of the secrets that its config names. */
  open(task: Task): Promise<TaskHost>;
  /** Builds the task's page if need be, and keeps a copy of it, and of its review view, for this run. */
  preparePage(task: Task, run: string, onProgress: OnProgress): Promise<void>;
  /** Gives a run the page and the review view of another, if there are any. */
  copyPage(from: string, to: string): Promise<void>;
  removePage(run: string): Promise<void>;
};
