import { type Command, Option } from 'commander';
import type { UnitRow } from '../../../projections/units/unit-rows.ts';
import { type Context, examples } from '../../connection/context.ts';
import { type UnitChoice, unitStatuses, unitsOf } from '../../connection/units.ts';
import { withDaemon } from '../../connection/visit.ts';
import { hint } from '../../terminal/hint.ts';
import { minuteOf, table } from '../../terminal/table.ts';
import { jsonText } from '../../terminal/visible.ts';
import { positive } from '../../terminal/words.ts';
import { reviewByWorker } from './review-by-worker.ts';
import { reviewInTurn } from './review-desk.ts';
import type { OfferNames } from './review-follow.ts';
import { addBonus, addSecondOpinion, addUndo } from './review-steps.ts';
import { decideAll, type Verdict, verdicts } from './verdict.ts';

/** `manyhands review`: submitted work, one after the other; or listed, or decided by id. */
export function addReview(program: Command, context: Context): void {
  const review = program
    .command('review')
    .description('review submitted work, one unit after the other; answers may also be piped in, one a line')
    .option('--run <run>', 'only the units of this run')
    .option('--task <task>', 'only the units of this task, with --by-worker')
    .option('--by-worker', 'worker by worker, with one key for all that is left of a worker')
    .addOption(offering('--approve-qualification <name>', 'worker by worker; A and v offer this qualification'))
    .addOption(offering('--block-qualification <name>', 'worker by worker; p and r offer this mark for bad work'))
    .addHelpText(
      'after',
      examples(
        'manyhands review --run film-genres-x7k2p',
        'manyhands review --by-worker --approve-qualification Careful --block-qualification Sloppy',
        'manyhands review list --json',
        'manyhands review reject film-genres-x7k2p.4.0 --note "Every answer was Drama."',
      ),
    )
    .action(({ byWorker, ...scope }: { run?: string; task?: string; byWorker?: boolean } & OfferNames) =>
      withDaemon(context, (client, signal) =>
        byWorker ? reviewByWorker(context, client, signal, scope) : reviewInTurn(context, client, signal, scope.run),
      ),
    );

  review
    .command('list')
    .description('list units, by default those that wait for a review')
    .option('--run <run>', 'only the units of this run')
    .addOption(new Option('--status <status>', 'only units in this status').choices(unitStatuses).default('completed'))
    .option('--json', 'print the units as one JSON array')
    .addHelpText('after', examples('manyhands review list --run film-genres-x7k2p --status rejected'))
    .action((options: UnitChoice & { json?: boolean }) => listUnits(context, options));

  for (const verdict of Object.keys(verdicts) as Verdict[]) {
    const command = review
      .command(verdict)
      .description(`${verdicts[verdict]}; what could not be decided is told, and the rest goes on`)
      .argument('<units...>', `the ids of the units, as "${hint('review list')}" gives them`)
      .option('--note <text>', 'why; kept among reviewers')
      .option('--message <text>', 'what the worker is told')
      .option('--json', 'print what came of each unit as a line of JSON')
      .addHelpText('after', examples(`manyhands review ${verdict} film-genres-x7k2p.4.0 film-genres-x7k2p.4.1`))
      .action((units: string[], { json, bonus, ...said }: Decided) =>
        withDaemon(context, (client) =>
          decideAll(context, client, { units, step: verdict, said: { ...said, bonus_cents: bonus }, json }),
        ),
      );
    if (verdict === 'accept') command.option('--bonus <cents>', 'a bonus for each unit, in cents', positive);
  }
  for (const add of [addUndo, addSecondOpinion, addBonus]) add(review, context);
}

const offering = (flags: string, says: string) => new Option(flags, says).implies({ byWorker: true });

type Decided = { note?: string; message?: string; bonus?: number; json?: boolean };

async function listUnits(context: Context, { json, ...choice }: UnitChoice & { json?: boolean }): Promise<void> {
  const { terminal } = context;
  const units: UnitRow[] = [];
  await withDaemon(context, async (client) => {
    for await (const unit of unitsOf(client, choice)) units.push(unit);
  });
  if (json) return terminal.print(jsonText(units, 2));
  if (units.length === 0)
    return terminal.say(choice.status === 'completed' ? 'Nothing waits for a review.' : `No unit is ${choice.status}.`);
  const [headings, ...rows] = table(
    ['UNIT', 'STATUS', 'WORKER', 'SUBMITTED', 'NOTE'],
    units.map(({ id, status, worker, submitted_at, note }) => [id, status, worker, minuteOf(submitted_at), note]),
  );
  await terminal.print(terminal.colours.dim(headings!));
  for (const row of rows) await terminal.print(row);
}
