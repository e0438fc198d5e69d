import { type Command, Option } from 'commander';
import { nameOf } from '../../../actors/refusal.ts';
import { unitStatusLabels } from '../../../api/labels.ts';
import type { UnitRow } from '../../../api/units.ts';
import { type Context, examples } from '../../connection/context.ts';
import { pastedOption, type UnitFilter, unitStatuses, unitsOf } from '../../connection/lookups.ts';
import { withDaemon } from '../../connection/visit.ts';
import { type Named, withNames } from '../../connection/worker-names.ts';
import { amount } from '../../terminal/arguments.ts';
import { hint } from '../../terminal/called-as.ts';
import { printTable } from '../../terminal/table.ts';
import { jsonText, minuteOf } from '../../terminal/text.ts';
import { addComment } from './comment.ts';
import { addDecisions } from './decisions.ts';
import { reviewByWorker } from './review-by-worker.ts';
import type { OfferNames } from './review-follow.ts';
import { reviewInTurn } from './review-in-turn.ts';
import {
  addAdjudicate,
  addBonus,
  addSecondOpinion,
  addUndo,
  addWithdrawBonus,
  addWithdrawFinal,
  anotherOption,
} from './steps.ts';
import { decideAll, type Verdict, verdicts } from './verdict.ts';

/** `manyhands review`: submitted answers, one after the other; or listed, or decided by id. */
export function addReview(program: Command, context: Context): void {
  const review = program
    .command('review')
    .description('review submitted answers, one unit after the other; your keys may also be piped in, one a line')
    .option('--run <run>', 'only the units of this run')
    .option('--task <task>', 'only the units of this task, with --by-worker')
    .option('--by-worker', "review worker by worker, with keys for all of a worker's unreviewed answers")
    .addOption(offering('--approve-qualification <name>', 'review worker by worker; A and v offer this qualification'))
    .addOption(
      offering(
        '--block-qualification <name>',
        'review worker by worker; p and r offer this qualification, for bad work',
      ),
    )
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
    .description('list units; the default is those to review')
    .option('--run <run>', 'only the units of this run')
    .option('--worker <worker>', 'only the units of this worker, by name or id')
    .addOption(new Option('--status <status>', 'only units in this status').choices(unitStatuses).default('completed'))
    .option(...pastedOption)
    .addOption(new Option('--judged <how>', 'only answers that known ones say are so').choices(['right', 'wrong']))
    .option('--json', 'print the units as one JSON array')
    .addHelpText(
      'after',
      examples('manyhands review list --run film-genres-x7k2p --status rejected', 'manyhands review list --pasted'),
    )
    .action((options: UnitFilter & { json?: boolean }) => listUnits(context, options));

  for (const verdict of Object.keys(verdicts) as Verdict[]) {
    const command = review
      .command(verdict)
      .description(`${verdicts[verdict]}; a refused unit is reported, the rest are still decided`)
      .argument('<units...>', `the ids of the units, from "${hint('review list')}"`)
      .option(
        '--note <text>',
        verdict === 'accept' ? 'for reviewers only' : 'the reason, for reviewers only; it must be given',
      )
      .option('--message <text>', 'a message shown to the worker')
      .option('--json', 'print the outcome of each unit as a line of JSON')
      .addHelpText('after', examples(`manyhands review ${verdict} film-genres-x7k2p.4.0 film-genres-x7k2p.4.1`))
      .action((units: string[], { json, bonus, another, ...remarks }: DecideOptions) =>
        withDaemon(context, (client) =>
          decideAll(context, client, {
            ...{ units, step: verdict, json },
            remarks: { ...remarks, bonus_cents: bonus, another },
          }),
        ),
      );
    if (verdict === 'accept')
      command
        .option('--bonus <amount>', "a bonus for each unit, in the run's currency, such as 1.50", amount)
        .option(...anotherOption);
  }
  const onUnits = [addDecisions, addUndo, addSecondOpinion, addBonus, addWithdrawBonus, addComment];
  for (const add of [...onUnits, addAdjudicate, addWithdrawFinal]) add(review, context);
}

const offering = (flags: string, description: string) => new Option(flags, description).implies({ byWorker: true });

type DecideOptions = { note?: string; message?: string; bonus?: number; another?: true; json?: boolean };

async function listUnits(context: Context, { json, ...filter }: UnitFilter & { json?: boolean }): Promise<void> {
  const { terminal } = context;
  const units: Named<UnitRow>[] = [];
  await withDaemon(context, async (client) => {
    const found: UnitRow[] = [];
    for await (const unit of unitsOf(client, filter)) found.push(unit);
    units.push(...(await withNames(client, found)));
  });
  if (json) return terminal.print(jsonText(units, 2));
  if (units.length === 0)
    return terminal.notify(filter.status === 'completed' ? 'Nothing to review.' : 'Nothing matches.');
  await printTable(
    terminal,
    ['UNIT', 'STATUS', 'WORKER', 'SUBMITTED', 'SECOND OPINION', 'COMMENTS', 'NOTE'],
    units.map(({ id, status, worker, worker_name, submitted_at, second_opinion, comments, note }) => [
      id,
      unitStatusLabels[status],
      worker_name ?? worker,
      minuteOf(submitted_at),
      second_opinion && `requested by ${nameOf(second_opinion)}`,
      comments ? String(comments) : null,
      note,
    ]),
  );
}
