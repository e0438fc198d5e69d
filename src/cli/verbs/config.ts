import type { Command } from 'commander';
import { stringify } from 'yaml';
import { settingText } from '../../api/labels.ts';
import type { CodeLoad } from '../../api/run-code.ts';
import { getRunConfig, type RunConfig, type SettingChange } from '../../api/run-config.ts';
import { type Context, examples } from '../connection/context.ts';
import { runArgument } from '../connection/steer.ts';
import { withDaemon } from '../connection/visit.ts';
import { counted, jsonText } from '../terminal/text.ts';

/** `manyhands config <run>`: the present config of a run, as a `manyhands.yaml`. */
export function addConfig(program: Command, context: Context): void {
  program
    .command('config')
    .description(
      'print the config of a run as a manyhands.yaml: every key, with defaults, where it came from, and what was changed',
    )
    .argument('<run>', runArgument)
    .option('--json', 'print it as JSON, with the folder, the settings of the launch and the changes since')
    .addHelpText(
      'after',
      examples('manyhands config film-genres-x7k2p', 'manyhands config film-genres-x7k2p > manyhands.yaml'),
    )
    .action(async (run: string, { json }: { json?: boolean }) => {
      const config = await withDaemon(context, (client) => client.call(getRunConfig, { params: { run } }));
      await context.terminal.print(json ? jsonText(config, 2) : yamlOf(config).trimEnd());
    });
}

/** A config as YAML; its origin and its changes are in comments, so that the text can be saved as a `manyhands.yaml`. */
export function yamlOf({ folder, file, overrides, config, changes, code }: RunConfig): string {
  const settings = Object.entries(overrides).map(([key, value]) => `${key}=${value}`);
  const comments = [
    `from ${file} in ${folder}`,
    ...settings.map((setting) => `set at the launch: ${setting}`),
    ...changes.map(changeText),
    ...code.map(codeText),
  ];
  const lines = comments.flatMap((comment) => comment.split('\n')).map((line) => `# ${line}`);
  return `${lines.join('\n')}\n${stringify(config)}`;
}

const codeText = ({ at, by, file, sha256 }: CodeLoad): string =>
  `code loaded ${at} by ${by}${file === null ? '' : `: ${file}, SHA-256 ${sha256}`}`;

function changeText({ at, by, reason, changed, added }: SettingChange): string {
  const keys = changed.map(({ key, before, after }) => `${key}: ${settingText(before)} → ${settingText(after)}`);
  if (added) keys.push(`${counted(added.items, 'item')} added`);
  return `changed ${at} by ${by}: ${keys.join(', ')}${reason === null ? '' : ` (${reason})`}`;
}
