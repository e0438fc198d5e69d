import type { Command } from 'commander';
import type { z } from 'zod';
import { getWorker } from '../../api/workers.ts';
import { type Context, examples } from '../connection/context.ts';
import { withDaemon } from '../connection/visit.ts';
import { type Named, nameIn, namesOf, workerArgument } from '../connection/worker-names.ts';
import { pairs, printTable } from '../terminal/table.ts';
import { jsonText, minuteOf } from '../terminal/text.ts';
import { notesOn } from './workers.ts';

/** How many decisions are printed. */
const maxPrinted = 30;

/** `manyhands worker <worker>`: one worker, their work, and what was decided about them. */
export function addWorker(program: Command, context: Context): void {
  program
    .command('worker')
    .description('show one worker: their work, its reviews, and what was decided about them')
    .argument('<worker>', workerArgument)
    .option('--json', 'print everything as JSON')
    .addHelpText('after', examples('manyhands worker ada', 'manyhands worker w5k2pq9xa7 --json'))
    .action((worker: string, { json }: { json?: boolean }) =>
      withDaemon(context, async (client) => {
        const found = await client.call(getWorker, { params: { worker } });
        const named = { ...found, ...nameIn(await namesOf(client, [found.id]), found.id) };
        if (json) return context.terminal.print(jsonText(named, 2));
        await printWorker(context, named);
      }),
    );
}

type Found = Named<z.output<typeof getWorker.reply>>;

async function printWorker({ terminal }: Context, found: Found): Promise<void> {
  const { history, worker_name: name } = found;
  const notes = notesOn(found);
  const facts: [string, string][] = [
    ...(name === undefined ? [] : [['name', name] as [string, string]]),
    ['id', found.id],
    ['from', found.provider],
    ['seen', `${minuteOf(found.first_seen)} to ${minuteOf(found.last_seen)} UTC`],
    ['work', `${found.assigned} in progress, ${found.submitted} submitted, ${found.waiting} to review`],
    ['reviews', `${found.accepted} accepted, ${found.soft_rejected} paid, not used, ${found.rejected} rejected`],
    ...(notes === '' ? [] : [['notes', notes] as [string, string]]),
  ];
  for (const line of pairs(facts)) await terminal.print(line);
  if (history.length === 0) return;
  await terminal.print('');
  await printTable(
    terminal,
    ['WHEN', 'WHAT', 'BY', 'UNIT', 'NOTE'],
    history
      .slice(0, maxPrinted)
      .map(({ at, what, by, unit, qualification_name: about, note }) => [
        ...[minuteOf(at), [what.replaceAll('_', ' '), about].filter(Boolean).join(' '), by, unit, note],
      ]),
  );
  const more = history.length - maxPrinted;
  if (more > 0) terminal.notify(`And ${more} earlier ones; --json has all.`);
}
