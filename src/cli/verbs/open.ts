import type { Command } from 'commander';
import { getRun } from '../../api/runs.ts';
import { type Context, examples } from '../connection/context.ts';
import { withRun } from '../connection/lookups.ts';
import { runArgument } from '../connection/steer.ts';
import { withRunningDaemon } from '../connection/visit.ts';
import { openInBrowser } from '../terminal/browser.ts';

/** `manyhands open [run]`: the app, or the worker page of a run, in the browser. */
export function addOpen(program: Command, context: Context): void {
  program
    .command('open')
    .description('open the app, or the worker page of a run, in the browser')
    .argument('[run]', runArgument)
    .addHelpText('after', examples('manyhands open', 'manyhands open film-genres-x7k2p'))
    .action(async (run: string | undefined) => {
      const { terminal, env } = context;
      const url = await withRunningDaemon(context, async (client) => {
        if (run === undefined) return client.url;
        return (await withRun(client, run, () => client.call(getRun, { params: { run } }))).worker_url;
      });
      await terminal.print(url);
      if (!(await openInBrowser(url, env)))
        terminal.notify('No browser could be opened here. Open the address in yours.');
    });
}
