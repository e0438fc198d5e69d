import type { Command } from 'commander';
import { reloadCode } from '../../api/run-code.ts';
import { type Context, examples } from '../connection/context.ts';
import { withRun } from '../connection/lookups.ts';
import { runArgument } from '../connection/steer.ts';
import { withDaemon } from '../connection/visit.ts';
import { jsonText } from '../terminal/text.ts';

/** Enough of a SHA-256 to tell versions apart. */
const shownDigits = 12;

/** `manyhands reload <run>`: loads the task's own code again. */
export function addReload(program: Command, context: Context): void {
  program
    .command('reload')
    .description(
      "load the task's own code again, after a change; what cannot be loaded leaves the former code in place",
    )
    .argument('<run>', runArgument)
    .option('--json', 'print what was loaded as JSON')
    .addHelpText('after', examples('manyhands reload film-genres-x7k2p'))
    .action(async (run: string, { json }: { json?: boolean }) => {
      const loaded = await withDaemon(context, (client) =>
        withRun(client, run, () => client.call(reloadCode, { params: { run } })),
      );
      if (json) return context.terminal.print(jsonText(loaded, 2));
      const { functions, file, sha256 } = loaded;
      const version = sha256 === null ? '' : ` (SHA-256 ${sha256.slice(0, shownDigits)}…)`;
      await context.terminal.print(
        `Run ${run} has loaded ${file ?? 'its code'}${version}: ${functions.join(', ') || 'no functions'}.`,
      );
    });
}
