import { resolve } from 'node:path';
import { Argument, type Command, InvalidArgumentError } from 'commander';
import { toOverrides } from '../../runtime/config/overrides.ts';
import type { Client } from '../connection/client.ts';
import { type Context, examples } from '../connection/context.ts';
import { findDaemon } from '../connection/daemon.ts';
import { inForeground } from '../connection/foreground.ts';
import { launch, launchedLines } from '../connection/launch.ts';
import { withRunningDaemon } from '../connection/visit.ts';

type Overrides = Record<string, string>;

/** `manyhands run <task folder>`: launches a task; if no daemon runs, it becomes one. */
export function addRun(program: Command, context: Context): void {
  program
    .command('run')
    .description('launch a task; if Manyhands is not running yet, this runs it until Ctrl-C')
    .argument('<folder>', 'the task folder')
    .addArgument(
      new Argument('[settings...]', 'settings that override the config file, each as key=value')
        .argParser(setting)
        .default({}, 'none'),
    )
    .option('--config <name>', 'use the config file manyhands.NAME.yaml')
    .option('--json', 'print the run as JSON')
    .addHelpText(
      'after',
      examples(
        'manyhands run examples/01-first-task',
        'manyhands run my-task --config pilot units_per_assignment=1 task_config.language=de',
      ),
    )
    .action(async (folder: string, overrides: Overrides, { config, json }: { config?: string; json?: boolean }) => {
      const request = { folder: resolve(folder), config, overrides };
      const { terminal } = context;
      const work = async (client: Client) => {
        for (const line of launchedLines(await launch(context, client, request), json)) await terminal.print(line);
      };
      const { url, dataFolder } = context.settings();
      if (url || (await findDaemon(dataFolder))) return withRunningDaemon(context, work);
      return inForeground(context, async ({ daemon, client }) => {
        await work(client);
        terminal.notify(`Manyhands is running at ${daemon.url} until Ctrl-C.`);
      });
    });
}

/** Adds one `key=value` argument to those before it. */
export function setting(word: string, before: Overrides): Overrides {
  try {
    return { ...before, ...toOverrides([word]) };
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}
