import type { Command } from 'commander';
import { replay } from '../../api/log.ts';
import { type Context, examples } from '../connection/context.ts';
import { withDaemon } from '../connection/visit.ts';
import { positive } from '../terminal/arguments.ts';
import type { Colours } from '../terminal/terminal.ts';
import { onOneLine, visible } from '../terminal/text.ts';

/** One fact of a replay and the state after it. */
export type Frame = {
  position: string;
  at: string;
  by: string;
  type: string;
  state: string;
  why: string | null;
  summary: string;
};
type Options = {
  to?: number;
  kind?: string;
  worker?: string;
  unit?: string;
  since?: string;
  until?: string;
  text?: string;
  json?: boolean;
};

/** `manyhands replay <id>`: the history of a run, unit, agent, worker or qualification, fact by fact. */
export function addReplay(program: Command, context: Context): void {
  program
    .command('replay')
    .description(
      'print what was recorded of a run, unit, agent, worker or qualification: one line for each fact, oldest first, with its log position, time, type, the state after it, who did it and why',
    )
    .argument('<id>', 'the id of a run, unit, agent, worker or qualification, or the name of a worker')
    .option('--to <position>', 'only facts up to this log position', positive)
    .option('--kind <types>', 'only facts of these types, or whose types begin so: unit.accepted,worker')
    .option('--worker <worker>', 'only facts about this worker, by name or id')
    .option('--unit <id>', 'only facts about this unit')
    .option('--since <time>', 'only facts from this time on: 2026-12-01T09:00:00Z, or a day')
    .option('--until <time>', 'only facts before this time')
    .option('--text <text>', 'only facts with this text in their type, author, reason or details')
    .option('--json', 'print each fact as a line of JSON')
    .addHelpText(
      'after',
      examples(
        'manyhands replay film-genres-x7k2p.4.0',
        'manyhands replay film-genres-x7k2p --kind unit.rejected,task-run',
      ),
    )
    .action(async (id: string, { json, ...query }: Options) => {
      const { terminal } = context;
      await withDaemon(context, async (client) => {
        for await (const line of client.lines(replay, { params: { id }, query })) {
          await terminal.print(json ? visible(line) : frameLine(JSON.parse(line), terminal.colours));
        }
      });
    });
}

/** A fact of a replay as one line: position, time, type, the state after it, who, a summary, and why. */
export function frameLine({ position, at, by, type, state, why, summary }: Frame, colours: Colours): string {
  const cells = [
    colours.dim(position.padStart(8)),
    colours.dim(at),
    type.padEnd(23),
    colours.bold(onOneLine(state).padEnd(12)),
    onOneLine(by).padEnd(18),
  ];
  const reason = why ? `  “${onOneLine(why)}”` : '';
  return `${cells.join('  ')}  ${onOneLine(summary)}${reason}`.trimEnd();
}
