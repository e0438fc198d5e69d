import type { Command } from 'commander';
import { stringify } from 'yaml';
import { getRunConfig, type RunConfig } from '../../api/run-config.ts';
import { type Context, examples } from '../connection/context.ts';
import { runArgument } from '../connection/steer.ts';
import { withDaemon } from '../connection/visit.ts';
import { jsonText } from '../terminal/text.ts';

/** `manyhands config <run>`: what a run was launched with, as a `manyhands.yaml`. */
export function addConfig(program: Command, context: Context): void {
  program
    .command('config')
    .description('print the config of a run as a manyhands.yaml: every key, with defaults, and where it came from')
    .argument('<run>', runArgument)
    .option('--json', 'print it as JSON, with the folder and the settings of the launch')
    .addHelpText(
      'after',
      examples('manyhands config film-genres-x7k2p', 'manyhands config film-genres-x7k2p > manyhands.yaml'),
    )
    .action(async (run: string, { json }: { json?: boolean }) => {
      const config = await withDaemon(context, (client) => client.call(getRunConfig, { params: { run } }));
      await context.terminal.print(json ? jsonText(config, 2) : yamlOf(config).trimEnd());
    });
}

/** A config as YAML; its origin is in comments, so that the text can be saved as a `manyhands.yaml`. */
export function yamlOf({ folder, file, overrides, config }: RunConfig): string {
  const settings = Object.entries(overrides).map(([key, value]) => `${key}=${value}`);
  const comments = [`from ${file} in ${folder}`, ...settings.map((setting) => `set at the launch: ${setting}`)];
  const lines = comments.flatMap((comment) => comment.split('\n')).map((line) => `# ${line}`);
  return `${lines.join('\n')}\n${stringify(config)}`;
}
