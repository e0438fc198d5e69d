import type { Command } from 'commander';
import { settingText } from '../../api/labels.ts';
import { changeSettings } from '../../api/runs.ts';
import { toOverrides } from '../../runtime/config/overrides.ts';
import { type Context, examples } from '../connection/context.ts';
import { withRun } from '../connection/lookups.ts';
import { runArgument } from '../connection/steer.ts';
import { withDaemon } from '../connection/visit.ts';
import { jsonText } from '../terminal/text.ts';

type Options = { reason?: string; json?: boolean };

/** `manyhands set <run> key=value …`: changes settings of an open run. */
export function addSet(program: Command, context: Context): void {
  program
    .command('set')
    .description('change settings of an open run, from the next arrival on; units in progress keep their deadline')
    .argument('<run>', runArgument)
    .argument('<settings...>', 'the settings, each as key=value; an empty value takes one away')
    .option('--reason <text>', 'why; kept with the run')
    .option('--json', 'print what changed as JSON')
    .addHelpText(
      'after',
      examples(
        'manyhands set film-genres-x7k2p assignment_duration_in_seconds=600 --reason "Pilots took five minutes."',
        'manyhands set film-genres-x7k2p maximum_units_per_worker=20 block_qualification=careless',
      ),
    )
    .action(async (run: string, words: string[], { reason, json }: Options) => {
      const call = { params: { run }, body: { settings: toOverrides(words), reason } };
      const { sequence, changed } = await withDaemon(context, (client) =>
        withRun(client, run, () => client.call(changeSettings, call)),
      );
      if (json) return context.terminal.print(jsonText({ sequence, changed }, 2));
      if (changed.length === 0) return context.terminal.print('Nothing changed: the run has these settings already.');
      for (const { key, before, after } of changed)
        await context.terminal.print(`${key}: ${settingText(before)} → ${settingText(after)}`);
    });
}
