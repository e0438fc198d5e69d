import type { Command } from 'commander';
import type { Setting } from '../../reference/settings.ts';
import { type Context, examples } from '../connection/context.ts';
import { pairs, table } from '../terminal/table.ts';
import { jsonText } from '../terminal/text.ts';

/** `manyhands wut [key]`: explains the keys of a task's config. */
export function addWut(program: Command, context: Context): void {
  program
    .command('wut')
    .description("explain the keys of a task's manyhands.yaml, or one of them")
    .argument('[key]', 'a key, such as units_per_assignment, or one of Mephisto, such as mephisto.task.task_reward')
    .option('--json', 'print the keys as a JSON array')
    .addHelpText(
      'after',
      examples('manyhands wut', 'manyhands wut units_per_assignment', 'manyhands wut mephisto.provider'),
    )
    .action(async (key: string | undefined, { json }: { json?: boolean }) => {
      const { terminal } = context;
      // Making the reference takes a moment; other verbs do without it.
      const { settings, settingsNamed, defaultText } = await import('../../reference/settings.ts');
      if (key !== undefined && /^mephisto(\.|$)/.test(key)) return printMephisto(context, key, json);
      const found = key === undefined ? settings : settingsNamed(key);
      const lines = () => (key === undefined ? listed(found, defaultText) : explained(found, defaultText));
      for (const line of json ? [jsonText(found, 2)] : lines()) await terminal.print(line);
    });
}

/** What becomes of a key of a Mephisto config, or of all keys of a section of it. */
async function printMephisto({ terminal }: Context, name: string, json = false): Promise<void> {
  const { mephistoNamed } = await import('../../reference/mephisto-page.ts');
  const found = mephistoNamed(name);
  const lines = json ? [jsonText(found, 2)] : pairs(found.map(({ key, becomes }) => [key, becomes]));
  for (const line of lines) await terminal.print(line);
}

type DefaultText = (setting: Setting) => string;

const listed = (found: readonly Setting[], defaultText: DefaultText): string[] =>
  table(
    ['key', 'type', 'default', 'meaning'],
    found.map((setting) => [setting.key, setting.type, defaultText(setting), setting.meaning]),
  );

const explained = (found: readonly Setting[], defaultText: DefaultText): string[] =>
  found.flatMap((setting, place) => {
    const { key, meaning, type, bounds, mephisto } = setting;
    const lines = pairs([
      ['type', type],
      ['default', defaultText(setting)],
      ...(bounds ? [['bounds', bounds] as const] : []),
      ['in Mephisto', mephisto ?? 'none'],
    ]);
    return [...(place > 0 ? [''] : []), `${key}: ${meaning}`, ...lines.map((line) => `  ${line}`)];
  });
