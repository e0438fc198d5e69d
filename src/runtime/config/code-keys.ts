import { z } from 'zod';
import { blueprintNames, blueprints } from '../blueprints/blueprints.ts';

const text = z.string('must be text; put it in quotes').trim().min(1, 'must not be empty');

/** What holds for runs of earlier versions, whose config says nothing of procedures. */
export const procedureDefaults = { seconds: 60, maxCalls: 1000 };

/** The keys about the task's data and its own functions. */
export const codeKeys = {
  data: text
    .optional()
    .describe(
      'the file with the items: .json, .jsonl, .csv, .tsv, or code in .js, .mjs, .ts; not needed if the code of the task has data',
    ),
  code: text
    .optional()
    .describe(
      "the file with the task's own functions, in .ts, .js or .mjs; task.ts, task.js or task.mjs if one is there",
    ),
  code_command: text
    .optional()
    .describe(
      "the shell command that starts a host of the task's own functions in another language, run in the task folder; see docs/task-host.md",
    ),
  code_time_limit_in_seconds: z
    .number('must be a number')
    .min(0.1, 'must be 0.1 or more')
    .max(3600, 'must be at most 3,600')
    .default(10)
    .describe("the time for one call of the task's own functions, in seconds"),
  blueprint: z
    .enum(blueprintNames, `must be one of ${blueprintNames.join(', ')}, or left out`)
    .optional()
    .describe(
      `the kind of the task, by default found from the other keys: ${blueprints.map(({ name, says }) => `${name} = ${says}`).join('; ')}; with remote_procedure the page gets its item as task_data, with previous_requests`,
    ),
  procedure_time_limit_in_seconds: z
    .number('must be a number')
    .min(0.1, 'must be 0.1 or more')
    .max(3600, 'must be at most 3,600')
    .default(procedureDefaults.seconds)
    .describe('the time for one procedure that a page calls, in seconds'),
  max_procedure_calls: z
    .int('must be a whole number')
    .min(1, 'must be 1 or more')
    .max(100_000, 'must be at most 100,000')
    .default(procedureDefaults.maxCalls)
    .describe('how many procedures the page may call for one piece of work'),
};

/** Whether a config, as a run records it, says that the task has functions of its own. */
export const hasCode = (config: Record<string, unknown> | undefined): boolean =>
  Boolean(config?.code ?? config?.code_command);
