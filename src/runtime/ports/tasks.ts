import type { MovedKey } from '../../api/launch.ts';
import type { TaskConfig } from '../config/task-keys.ts';
import type { TaskFunctions } from './task-functions.ts';

type Values = Record<string, unknown>;

/**
 * A task to load: its folder, the NAME of `manyhands.<NAME>.yaml` or of a Mephisto config, and settings that override the file's; a setting
 * `conf` is a NAME, too.
 */
export type TaskFolder = { folder: string; config?: string; overrides?: Record<string, string> };

/**
 * A task to launch; with `goOn`, an unfinished run of the same folder, config and data is gone on with instead. The page of a run for
 * `development` may be built anew while it is open.
 */
export type LaunchRequest = TaskFolder & { goOn?: boolean; development?: boolean };

/** A run whose task is launched again; `isChanged` takes its files as they are now. */
export type LaunchAgain = { again: string; isChanged?: boolean };

/** A loaded task: its config with defaults filled in, and the absolute paths of its parts. */
export type Task = {
  folder: string;
  /** The path of the config, and the same as messages show it: relative to the folder. */
  file: string;
  configFile: string;
  /** The NAME of the config; undefined for `manyhands.yaml`. */
  configName?: string;
  /** What became of each key, if the config is one of Mephisto. */
  moved?: readonly MovedKey[];
  slug: string;
  config: TaskConfig;
  /** The config as it is recorded: without the path of the folder. */
  recorded: TaskConfig;
  data: string;
  /** The file of the task's functions, if it has one. */
  code?: string;
  page?: string;
  taskSource?: string;
  previewSource?: string;
  onboardingSource?: string;
  extraSourceDir?: string;
  taskSourceReview?: string;
  reviewPage?: string;
};

/** The data of one assignment: the fields that its units share and, optionally, those of each unit. */
export type Item = { shared: Values; units?: Values[] };

/** A source of items: a list has a known length, a generator creates items on demand. */
export type Source = { kind: 'list' | 'generator'; rows(skip: number): AsyncIterable<Item> };

/** What is known of a list of items after reading it. */
export type DataSummary = {
  /** How many items it has. */
  length: number;
  /** How many of them bring data for each of their units, and how many units these are. */
  withUnits: { items: number; units: number };
  /** The keys of its items; null if there are too many of them. */
  keys: readonly string[] | null;
  /** How many different groups, or conditions, they have, where the config names a key for these; at most 51 are counted. */
  groups: number;
  first: Values;
};

/** A task's data and code, in a process of their own: errors there become refusals here. */
export type DataReader = {
  kind: Source['kind'];
  /** Reads a list once, to its end; undefined for a generator. */
  summarize(): Promise<DataSummary | undefined>;
  /** Begins after the first `skip` items. */
  start(skip: number): Promise<void>;
  /** The next items, at most `size`; those of a generator as soon as they are there. The end is `done`, without items. */
  next(size: number): Promise<{ items: Item[]; done: boolean }>;
  close(): Promise<void>;
};

/** A version of a task's code: its file relative to the folder, and the SHA-256 of that file in hexadecimal digits. */
export type CodeVersion = { file: string; sha256: string };

/**
 * The host of a task's functions: its process, if one runs, what it defines, and what does not work at present. `code` is the version that was loaded; none
 * for a host that a command starts.
 */
export type HostState = { pid?: number; functions: readonly string[]; failure?: string; code?: CodeVersion };

/** What the page of a run is called while it is built anew, beside the former one: its id with this, with which no id ends. */
export const rebuiltSuffix = '.rebuilt';

/** What a run's page is made of: the task, and what is known of its data. */
export type PageSource = { task: Task; summary?: DataSummary };

/** Called with each step of a launch, and its progress if known. */
export type OnProgress = (progress: { step: string; done?: number; total?: number }) => void;

/** The folders, code and pages of tasks; every fault in them is a refusal. */
export type Tasks = {
  /** Reads a task folder; refuses one with any part in the data folder. */
  load(folder: TaskFolder): Promise<Task>;
  /** The same for a launch: also refuses a config that contains a secret, since the config is recorded. */
  loadForLaunch(folder: TaskFolder): Promise<Task>;
  /** Starts the task's code, with the values of the secrets that its config names. */
  open(task: Task): Promise<DataReader>;
  /** The SHA-256 of the file of the task's data, in hexadecimal digits. */
  dataSha256(task: Task): Promise<string>;
  /**
   * Starts the host of the task's functions, with the values of the secrets that its config names, and keeps one running until
   * they are closed; undefined if the task has no code. `onState` is called when a host has started, ended or failed.
   */
  openFunctions(task: Task, onState?: (state: HostState) => void): Promise<TaskFunctions | undefined>;
  /** Builds the task's page if necessary, and copies it and the review view for this run. */
  preparePage(source: PageSource, run: string, onProgress: OnProgress): Promise<void>;
  /** Copies the page and the review view of a run to another run, if there are any. */
  copyPage(from: string, to: string): Promise<void>;
  /** The SHA-256 of the page and the review view of a run, in hexadecimal digits. */
  pageSha256(run: string): Promise<string>;
  removePage(run: string): Promise<void>;
};
