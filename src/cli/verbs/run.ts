import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { toOverrides } from '../../runtime/config/overrides.ts';
import type { Client } from '../connection/client.ts';
import { type Context, examples } from '../connection/context.ts';
import { findDaemon } from '../connection/daemon.ts';
import { inForeground } from '../connection/foreground.ts';
import { withRunningDaemon } from '../connection/visit.ts';
import { launch, launched } from './launch.ts';

type Overrides = Record<string, string>;

/** `manyhands run <task folder>`: launches a task; without a daemon it becomes one. */
export function addRun(program: Command, context: Context): void {
  program
    .command('run')
    .description('launch a task; if no Manyhands runs yet, this one stays open until Ctrl-C')
    .argument('<folder>', 'the task folder')
    .argument('[settings...]', 'settings that go over those of the config file, each written key=value', setting, {})
    .option('--config <name>', 'the config file to use: manyhands.NAME.yaml')
    .option('--json', 'print the run as JSON')
    .addHelpText(
      'after',
      examples(
        'manyhands run examples/01-first-task',
        'manyhands run my-task --config pilot units_per_assignment=1 task_config.language=de',
      ),
    )
    .action(async (folder: string, overrides: Overrides, { config, json }: { config?: string; json?: boolean }) => {
      const wanted = { folder: resolve(folder), config, overrides };
      const { terminal } = context;
      const work = async (client: Client) => {
        for (const line of launched(await launch(context, client, wanted), json)) await terminal.print(line);
      };
      const { url, dataFolder } = context.settings();
      if (url || (await findDaemon(dataFolder))) return withRunningDaemon(context, work);
      return inForeground(context, async ({ daemon, client }) => {
        await work(client);
        terminal.say(`Manyhands is running at ${daemon.url} until Ctrl-C.`);
      });
    });
}

/** One `key=value` word of the command line, put with those before it. */
export function setting(word: string, before: Overrides): Overrides {
  try {
    return { ...before, ...toOverrides([word]) };
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}
