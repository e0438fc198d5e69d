import { z } from 'zod';
import { RulesText, TaskWishes } from './drafts.ts';
import { endpoint } from './endpoint.ts';
import { maxSlugChars, shownText } from './names.ts';
import { LaunchLine } from './runs.ts';

/** The name of a saved task, which is the name of its folder. */
export const SavedTaskName = z
  .string()
  .max(maxSlugChars)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be small letters and digits, with single hyphens between them');

const params = z.object({ task: SavedTaskName });

/** A task in the data folder, to be launched, copied and changed. */
export const SavedTask = z.object({
  name: SavedTaskName,
  title: z.string(),
  /** The `task_name` of its config, which its runs have as their task. */
  task: z.string(),
  /** Its folder; null unless the caller is an owner on the server's own machine. */
  folder: z.string().nullable(),
  /** When its config was changed last. */
  changed_at: z.iso.datetime(),
  /** What is wrong with its config, if anything. */
  problem: z.string().nullable(),
  /** The rules of its config. */
  rules: z.array(z.record(z.string(), z.unknown())),
});
export type SavedTask = z.infer<typeof SavedTask>;

export const listTasks = endpoint({
  name: 'listTasks',
  method: 'GET',
  path: '/api/tasks',
  summary: 'The tasks that are saved in the data folder, by name, and the example that can be launched.',
  role: 'owner',
  reply: z.object({ tasks: z.array(SavedTask), example: z.string().nullable() }),
});

export const saveTask = endpoint({
  name: 'saveTask',
  method: 'POST',
  path: '/api/tasks',
  summary: 'Saves a draft as a task folder with this name in the data folder, and ends the draft.',
  role: 'owner',
  body: TaskWishes.extend({ draft: z.string().max(64), name: SavedTaskName }),
  reply: SavedTask,
  status: 201,
});

export const retitleTask = endpoint({
  name: 'retitleTask',
  method: 'PATCH',
  path: '/api/tasks/:task',
  summary: 'Gives a saved task another title, which its next launch has.',
  role: 'owner',
  params,
  body: z.strictObject({ title: shownText(200) }),
  reply: SavedTask,
});

export const copyTask = endpoint({
  name: 'copyTask',
  method: 'POST',
  path: '/api/tasks/:task/copy',
  summary: 'Copies a saved task under another name; answers to the copy are not joined with those to the original.',
  role: 'owner',
  params,
  body: z.strictObject({ name: SavedTaskName, title: shownText(200).optional() }),
  reply: SavedTask,
  status: 201,
});

export const launchTask = endpoint({
  name: 'launchTask',
  method: 'POST',
  path: '/api/tasks/:task/runs',
  summary: 'Launches a saved task, with progress.',
  role: 'owner',
  params,
  /** Rules that this run has instead of those of the config. */
  body: z.strictObject({ rules: RulesText.optional() }).nullish(),
  reply: LaunchLine,
  streams: 'lines',
});

export const launchExample = endpoint({
  name: 'launchExample',
  method: 'POST',
  path: '/api/examples/:example/runs',
  summary: 'Launches the example that comes with Manyhands, with progress.',
  role: 'owner',
  params: z.object({ example: z.string() }),
  reply: LaunchLine,
  streams: 'lines',
});
