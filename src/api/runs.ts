import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { LaunchPlan, WhoMayWork } from './launch.ts';
import { RunDesign } from './run-design.ts';
import { After, Note, Recorded, RunStatus, WorkerIdentity } from './shapes.ts';
import { AllCounts } from './unit-counts.ts';

const time = z.iso.datetime();
const params = z.object({ run: z.string() });

/** A run as lists show it; the numbers count units, and `completed` is all submitted ones, reviewed or not. */
export const RunRow = z.object({
  id: z.string(),
  task: z.string(),
  title: z.string(),
  status: RunStatus,
  assignments: z.int(),
  units_per_assignment: z.int(),
  ...AllCounts.shape,
  /** How many people have a unit in progress; one may have several. */
  at_work: z.int(),
  problem: z.string().nullable(),
  opened_at: time,
  launched_at: time.nullable(),
  ended_at: time.nullable(),
  /** Whether the overview leaves it out, since a requester hid it when it was over. */
  hidden: z.boolean(),
  /** Whether it is for development: its page may be built anew, and exports, quality figures and payouts of its task leave it out. */
  development: z.boolean(),
  /** How the run knows who a worker is. */
  worker_identity: WorkerIdentity,
  worker_url: z.string(),
});

/** A run with its live figures. */
export const LiveRun = RunRow.extend({
  /** Units to review, and units with a pending second opinion. */
  to_review: z.int(),
  second_opinions: z.int(),
  /** Units submitted per hour, over the last 15 minutes of work; null before there are 5 over at least a minute of it. */
  pace_per_hour: z.number().nullable(),
  /** When the last unit will be submitted at this pace; null if unknown. */
  expected_end: time.nullable(),
  currency: z.string(),
  /** In cents: the pay for one unit; for all accepted and soft-rejected units, with bonuses; and if all submitted units are accepted. */
  pay_cents: z.number(),
  spent_cents: z.number(),
  committed_cents: z.number(),
  bonus_cents: z.number(),
  /** Of the units in progress and the onboardings, those whose page sent something in the last two minutes. */
  present: z.int(),
  /** Workers who found no work in the last 10 minutes. */
  turned_away: z.int(),
  /** Workers who may not work in this run, by the reason that applied when they came last: a requirement, or `blocked`, `maximum-reached`, `too-many-at-once`; `no-work` for those who found none at their first visit. */
  refused: z.array(z.object({ reason: z.string(), workers: z.int() })),
  /** How many units are open that everybody who came has had; 0 while others are open. */
  only_for_new: z.int(),
  ...RunDesign.shape,
  ...WhoMayWork.shape,
  problems: z.array(z.string()),
});

export const Overview = z.object({
  runs: z.array(LiveRun),
  /** Problems of the server as a whole, one sentence each. */
  problems: z.array(z.string()),
  /** The URL of the Grafana dashboard, with the run as `var-run`; null if it is not configured. */
  dashboard_url: z.string().nullable(),
  sequence: z.int(),
});

export type RunRow = z.infer<typeof RunRow>;
export type LiveRun = z.infer<typeof LiveRun>;
export type Overview = z.infer<typeof Overview>;

const Failed = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

export const listRuns = endpoint({
  name: 'listRuns',
  method: 'GET',
  path: '/api/runs',
  summary: 'All runs, the newest first, and those that could not be opened.',
  role: 'reader',
  query: After,
  reply: z.object({
    runs: z.array(RunRow),
    set_aside: z.array(z.object({ run: z.string(), sentence: z.string() })),
    sequence: z.int(),
  }),
});
export const getRun = endpoint({
  name: 'getRun',
  method: 'GET',
  path: '/api/runs/:run',
  summary: 'One run.',
  role: 'reader',
  params,
  query: After,
  reply: RunRow,
});

/** A line about a launch: its progress, or at the end its outcome. */
export const LaunchLine = z.union([
  z.object({ progress: z.object({ step: z.string(), done: z.int().optional(), total: z.int().optional() }) }),
  z.object({
    plan: LaunchPlan,
    run: RunRow.optional(),
    /** Whether nothing was launched, since this run is not over and has the same folder, config and data. */
    goes_on: z.boolean().optional(),
  }),
  Failed,
]);
export type LaunchLine = z.infer<typeof LaunchLine>;

const maxOverrides = 1000;

export const launchRun = endpoint({
  name: 'launchRun',
  method: 'POST',
  path: '/api/runs',
  summary: 'Launches the task in a folder of the server, with progress; with `dry_run` it only checks the task.',
  role: 'owner',
  body: z.strictObject({
    /** An absolute path. */
    folder: z.string().min(1).max(4096),
    config: z.string().optional(),
    overrides: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .refine((all) => Object.keys(all).length <= maxOverrides, `at most ${maxOverrides} settings can be changed`)
      .optional(),
    /** Goes on with an unfinished run of the same folder, config and data, if there is one, instead of launching another. */
    go_on: z.boolean().optional(),
    /** Launches a run whose page may be built anew while it is open; exports, quality figures and payouts of its task leave it out. */
    development: z.boolean().optional(),
    /** Checks everything that a launch would, and launches nothing. */
    dry_run: z.boolean().optional(),
  }),
  reply: LaunchLine,
  streams: 'lines',
});

export const overview = endpoint({
  name: 'overview',
  method: 'GET',
  path: '/api/overview',
  summary:
    'All runs with progress, pace, expected end, spend and problems; /api/live sends the same as event `overview` whenever it changes.',
  role: 'reader',
  query: After,
  reply: Overview,
});

export const live = endpoint({
  name: 'live',
  method: 'GET',
  path: '/api/live',
  summary: 'Sends the event `overview` at once and whenever it changes, at most a few times a second.',
  role: 'reader',
  reply: Overview,
  streams: 'events',
});

export const pauseRun = endpoint({
  name: 'pauseRun',
  method: 'POST',
  path: '/api/runs/:run/pause',
  summary: 'Pauses a run: it gives out no work until it is resumed; units in progress may finish.',
  role: 'owner',
  params,
  body: z.strictObject({ note: Note }).optional(),
  reply: Recorded,
  status: 202,
});
export const resumeRun = endpoint({
  name: 'resumeRun',
  method: 'POST',
  path: '/api/runs/:run/resume',
  summary: 'Resumes a run: it gives out work again.',
  role: 'owner',
  params,
  body: z.strictObject({ note: Note }).optional(),
  reply: Recorded,
  status: 202,
});
export const stopRun = endpoint({
  name: 'stopRun',
  method: 'POST',
  path: '/api/runs/:run/stop',
  summary: 'Stops a run: open units are cancelled, units in progress may finish.',
  role: 'owner',
  params,
  reply: Recorded,
  status: 202,
});
export const hideRun = endpoint({
  name: 'hideRun',
  method: 'POST',
  path: '/api/runs/:run/hide',
  summary: 'Hides a run that is over from the overview; its answers stay.',
  role: 'owner',
  params,
  reply: Recorded,
  status: 202,
});
export const showRun = endpoint({
  name: 'showRun',
  method: 'POST',
  path: '/api/runs/:run/show',
  summary: 'Shows a hidden run in the overview again.',
  role: 'owner',
  params,
  reply: Recorded,
  status: 202,
});
export const extendRun = endpoint({
  name: 'extendRun',
  method: 'POST',
  path: '/api/runs/:run/extend',
  summary: 'Collects more answers: every item gets this many units in total. A completed run continues.',
  role: 'owner',
  params,
  body: z.strictObject({ units_per_assignment: z.int().positive().max(100_000) }),
  reply: Recorded,
  status: 202,
});
export const changeSettings = endpoint({
  name: 'changeSettings',
  method: 'POST',
  path: '/api/runs/:run/settings',
  summary:
    'Changes settings of an open run, from the next arrival on; units in progress keep their deadline. What is set already is no change.',
  role: 'owner',
  params,
  body: z.strictObject({
    /** By key of the config, as on the command line; empty takes the setting away. */
    settings: z
      .record(z.string().max(100), z.string().max(20_000))
      .refine((all) => Object.keys(all).length > 0, 'must have a setting')
      .refine((all) => Object.keys(all).length <= maxOverrides, `at most ${maxOverrides} settings can be changed`),
    reason: Note,
  }),
  reply: Recorded.extend({
    changed: z.array(z.object({ key: z.string(), before: z.unknown(), after: z.unknown() })),
  }),
  status: 202,
});
