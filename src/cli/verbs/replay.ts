import type { Command } from 'commander';
import { replay } from '../../api/log.ts';
import { type Context, examples } from '../connection/context.ts';
import { withDaemon } from '../connection/visit.ts';
import { positive } from '../terminal/arguments.ts';
import type { Colours } from '../terminal/terminal.ts';
import { onOneLine, visible } from '../terminal/text.ts';

/** One fact of a replay and the state after it. */
export type Frame = { position: string; at: string; type: string; state: string; summary: string };

/** `manyhands replay <id>`: the history of a run, unit, agent, worker or qualification, fact by fact. */
export function addReplay(program: Command, context: Context): void {
  program
    .command('replay')
    .description(
      'print what was recorded of a run, unit, agent, worker or qualification: one line for each fact, oldest first, with its log position, time, type and the state after it',
    )
    .argument('<id>', 'the id of a run, unit, agent, worker or qualification')
    .option('--to <position>', 'only facts up to this log position', positive)
    .option('--json', 'print each fact as a line of JSON')
    .addHelpText(
      'after',
      examples('manyhands replay film-genres-x7k2p.4.0', 'manyhands replay film-genres-x7k2p --to 120'),
    )
    .action(async (id: string, { to, json }: { to?: number; json?: boolean }) => {
      const { terminal } = context;
      await withDaemon(context, async (client) => {
        for await (const line of client.lines(replay, { params: { id }, query: { to } })) {
          await terminal.print(json ? visible(line) : frameLine(JSON.parse(line), terminal.colours));
        }
      });
    });
}

/** A fact of a replay as one line: position, time, type, the state after it, and a summary. */
export function frameLine({ position, at, type, state, summary }: Frame, colours: Colours): string {
  const cells = [
    colours.dim(position.padStart(8)),
    colours.dim(at),
    type.padEnd(23),
    colours.bold(onOneLine(state).padEnd(12)),
  ];
  return `${cells.join('  ')}  ${onOneLine(summary)}`.trimEnd();
}
