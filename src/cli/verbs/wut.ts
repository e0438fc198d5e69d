import type { Command } from 'commander';
import type { Setting } from '../../reference/settings.ts';
import { type Context, examples } from '../connection/context.ts';
import { pairs, table } from '../terminal/table.ts';
import { jsonText } from '../terminal/visible.ts';

/** `manyhands wut [key]`: what a key of a task's config means. */
export function addWut(program: Command, context: Context): void {
  program
    .command('wut')
    .description("explain the keys of a task's manyhands.yaml, or one of them")
    .argument('[key]', 'a key, such as units_per_assignment')
    .option('--json', 'print what there is to say as a JSON array')
    .addHelpText('after', examples('manyhands wut', 'manyhands wut units_per_assignment'))
    .action(async (key: string | undefined, { json }: { json?: boolean }) => {
      const { terminal } = context;
      // Putting all keys into words takes a moment that no other verb should wait for.
      const { settings, settingsNamed, usualValue } = await import('../../reference/settings.ts');
      const found = key === undefined ? settings : settingsNamed(key);
      const lines = () => (key === undefined ? listed(found, usualValue) : explained(found, usualValue));
      for (const line of json ? [jsonText(found, 2)] : lines()) await terminal.print(line);
    });
}

type UsualValue = (setting: Setting) => string;

const listed = (found: readonly Setting[], usualValue: UsualValue): string[] =>
  table(
    ['key', 'type', 'usual value', 'meaning'],
    found.map((setting) => [setting.key, setting.type, usualValue(setting), setting.meaning]),
  );

const explained = (found: readonly Setting[], usualValue: UsualValue): string[] =>
  found.flatMap((setting, place) => {
    const { key, meaning, type, bounds, mephisto } = setting;
    const lines = pairs([
      ['type', type],
      ['usual value', usualValue(setting)],
      ...(bounds ? [['bounds', bounds] as const] : []),
      ['in Mephisto', mephisto ?? 'not there'],
    ]);
    return [...(place > 0 ? [''] : []), `${key}: ${meaning}`, ...lines.map((line) => `  ${line}`)];
  });
