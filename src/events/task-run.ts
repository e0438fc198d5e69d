import { z } from 'zod';
import { ConversationSettings } from './conversation-settings.ts';
import { defineFact, type FactOf } from './fact.ts';
import { QualificationId, RunId } from './ids.ts';
import { openingOutside, reasonOutside } from './outside.ts';
import { Overlap } from './overlap.ts';
import { Requirement } from './requirement.ts';
import { Rule } from './rule.ts';
import { TreatmentSettings } from './treatment.ts';
import { UnitOrder } from './unit-order.ts';

const run = z.object({ runId: RunId });

/** How a run knows who a worker is: by the name in their link, by a cookie, by an invitation, by an account, or by the id that a panel has put into their link. */
export const WorkerIdentity = z.enum(['unsigned', 'open', 'invited', 'account', 'panel']);
export type WorkerIdentity = z.infer<typeof WorkerIdentity>;

/** The settings of a run; the names are those of the task folder's config file. A few may change while it is open. */
export const RunSettings = z.object({
  unitsPerAssignment: z.int().positive(),
  assignmentDurationSeconds: z.number().positive(),
  maximumUnitsPerWorker: z.int().nonnegative(),
  allowedConcurrent: z.int().nonnegative(),
  maxNumConcurrentUnits: z.int().nonnegative(),
  autoSubmitBeforeExpirationSeconds: z.number().positive().optional(),
  reofferReturnedUnits: z.boolean().optional(),
  /** What workers must hold, or must not; all of it. */
  requirements: z.array(Requirement).optional(),
  /** The qualification that its onboarding grants, 1 to who passes and 0 to who fails, and the one that only the latter get. */
  onboarding: z
    .object({
      qualificationId: QualificationId,
      failedId: QualificationId,
      /** How many pages it has, unless the task's code makes them for each worker. */
      pages: z.int().positive(),
      /** How many wrong answers are allowed in all. */
      maxMistakes: z.int().nonnegative(),
    })
    .optional(),
  /** Which unit is next; without, first in, first out. */
  unitOrder: UnitOrder.optional(),
  /** Runs of earlier versions have none, and are unsigned. */
  workerIdentity: WorkerIdentity.optional(),
  treatments: TreatmentSettings.optional(),
  /** Screening: who does not hold the first qualification gets a unit that decides whether they get it, or the other one. */
  screening: z
    .object({
      passedId: QualificationId,
      blockId: QualificationId,
      /** How many screening units are made; with 0, the first ordinary unit of a worker screens them. */
      maxUnits: z.int().nonnegative(),
    })
    .optional(),
  /** Gold units, and the qualifications that count them. */
  gold: z
    .object({
      correctId: QualificationId,
      wrongId: QualificationId,
      completedId: QualificationId,
      disqualifiedId: QualificationId,
      /** How many are made, except for workers who have not yet answered `min` of them well. */
      maxUnits: z.int().positive(),
      /** How many a worker answers well before their first ordinary unit. */
      min: z.int().nonnegative(),
      maxIncorrect: z.int().nonnegative(),
      /** One after this many ordinary units, or with this probability before each; else by the rule of Mephisto. */
      every: z.int().positive().optional(),
      probability: z.number().optional(),
      /** The bonus for each right answer, in cents. */
      bonusCents: z.int().positive().optional(),
    })
    .optional(),
  /** Whether the code of the task hears of every submission. */
  tellsCode: z.boolean().optional(),
  /** Each assignment is a conversation; without, each unit is work for one. */
  conversation: ConversationSettings.optional(),
  overlap: Overlap.optional(),
  /** What follows from a worker's units without anybody deciding it. */
  rules: z.array(Rule).optional(),
});
export type RunSettings = z.infer<typeof RunSettings>;

/** The settings that may change while a run is open; null for one that is taken away. */
export const ChangedSettings = z.object({
  assignmentDurationSeconds: z.number().positive().optional(),
  maximumUnitsPerWorker: z.int().nonnegative().optional(),
  allowedConcurrent: z.int().nonnegative().optional(),
  maxNumConcurrentUnits: z.int().nonnegative().optional(),
  autoSubmitBeforeExpirationSeconds: z.number().positive().nullable().optional(),
  reofferReturnedUnits: z.boolean().optional(),
  requirements: z.array(Requirement).optional(),
  /** What a unit that is given out from now on pays, in cents of the currency. */
  payCents: z.number().nonnegative().optional(),
  overlap: Overlap.optional(),
  rules: z.array(Rule).optional(),
});
export type ChangedSettings = z.infer<typeof ChangedSettings>;

/** The settings of a run as they are now. Without `payCents`, a unit pays what the config says with which the run was opened. */
export type PresentSettings = RunSettings & Pick<ChangedSettings, 'payCents'>;

export const TaskRunOpened = defineFact('task-run.opened', {
  says: 'A task run began, with these settings.',
  data: run.extend({
    task: z.string(),
    title: z.string(),
    lazy: z.boolean(),
    launched: z.object({
      folder: z.string(),
      config: z.string().optional(),
      overrides: z.record(z.string(), z.string()).optional(),
      /** The path of the config in the folder, if it is none of `manyhands.yaml`. */
      file: z.string().optional(),
      /** The SHA-256 of the data file at the launch. */
      dataSha256: z.string().optional(),
      /** The run is for development: its page may be built anew while it is open. */
      development: z.literal(true).optional(),
    }),
    settings: RunSettings,
    config: z.record(z.string(), z.unknown()),
  }),
  outside: openingOutside,
});
export const TaskRunLaunched = defineFact('task-run.launched', {
  says: 'The run is open to workers.',
  data: run,
});
export const TaskRunDataEnded = defineFact('task-run.data-ended', {
  says: 'The task data is used up: no assignment will be added.',
  data: run.extend({ assignments: z.int().nonnegative() }),
});
export const TaskRunDataFailed = defineFact('task-run.data-failed', {
  says: 'The task data broke off with an error: no assignment will be added, what there is goes on.',
  data: run.extend({ assignments: z.int().nonnegative(), reason: z.string() }),
  outside: reasonOutside,
});
export const TaskRunPaused = defineFact('task-run.paused', {
  says: 'The requester paused the run: nothing is given out, work in hand goes on.',
  data: run.extend({ note: z.string().optional() }),
});
export const TaskRunResumed = defineFact('task-run.resumed', {
  says: 'The requester resumed the run: work is given out again.',
  data: run.extend({ note: z.string().optional() }),
});
export const TaskRunExtended = defineFact('task-run.extended', {
  says: 'More answers were asked for: every assignment with fewer units got the missing ones, later items get as many, and a completed run is launched again.',
  data: run.extend({ unitsPerAssignment: z.int().positive(), reason: z.string().optional() }),
});
export const TaskRunSettingsChanged = defineFact('task-run.settings-changed', {
  says: 'Settings of the open run were changed, from the next arrival on; units in progress keep their deadline.',
  data: run.extend({
    /** The changed keys of the config with their new values; null for one that is taken away. */
    config: z.record(z.string(), z.unknown()),
    settings: ChangedSettings,
    reason: z.string().optional(),
  }),
});
export const TaskRunCodeLoaded = defineFact('task-run.code-loaded', {
  says: "The task's own code was loaded in this version: from here on, it decides.",
  data: run.extend({
    /** The file with its functions, relative to the task folder, and the SHA-256 of that file; none for a host in another language. */
    file: z.string().optional(),
    sha256: z.string().optional(),
  }),
});
export const TaskRunPageBuilt = defineFact('task-run.page-built', {
  says: 'The page of a run for development was built anew: answers from here on may be from another page than those before.',
  data: run.extend({
    /** The SHA-256 of its files. */
    sha256: z.string(),
  }),
});
export const TaskRunDataAdded = defineFact('task-run.data-added', {
  says: 'A file of items was added to the open run: so many assignments follow, which name this addition; a completed run is launched again.',
  data: run.extend({
    sha256: z.string(),
    /** How its bytes are read, the ending of its name without the dot; facts from before it was recorded have none. */
    format: z.string().optional(),
    /** How many of its items are added. */
    items: z.int().positive(),
    /** How many items of the run, without gold and screening units, it was compared with: its first ones; facts from before it was recorded have none. */
    existing: z.int().nonnegative().optional(),
    /** Whether those were left out that the run had before. */
    onlyNew: z.literal(true).optional(),
    reason: z.string().optional(),
  }),
});
export const TaskRunStopped = defineFact('task-run.stopped', {
  says: 'The requester stopped the run: every unit that nobody held is expired, work in hand may finish.',
  data: run,
});
export const TaskRunCompleted = defineFact('task-run.completed', {
  says: 'Every unit of the run is submitted or expired, and no data is left.',
  data: run,
});
export const TaskRunReopened = defineFact('task-run.reopened', {
  says: 'Units came back after the run was complete, since work was rejected at its provider: it gives out work again.',
  data: run,
});
export const TaskRunHidden = defineFact('task-run.hidden', {
  says: 'The requester hid the run, which was over, from the overview; its answers stay.',
  data: run,
});
export const TaskRunShown = defineFact('task-run.shown', {
  says: 'The requester put the hidden run back into the overview.',
  data: run,
});

export const taskRunFacts = [
  TaskRunOpened,
  TaskRunLaunched,
  TaskRunDataEnded,
  TaskRunDataFailed,
  TaskRunPaused,
  TaskRunResumed,
  TaskRunExtended,
  TaskRunSettingsChanged,
  TaskRunCodeLoaded,
  TaskRunPageBuilt,
  TaskRunDataAdded,
  TaskRunStopped,
  TaskRunCompleted,
  TaskRunReopened,
  TaskRunHidden,
  TaskRunShown,
] as const;
export type TaskRunFact = FactOf<typeof taskRunFacts>;
