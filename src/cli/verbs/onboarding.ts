import { type Command, Option } from 'commander';
import { onboardingStatusLabels } from '../../api/labels.ts';
import {
  getOnboarding,
  listOnboardings,
  type OnboardingRow,
  OnboardingStatus,
  type OnboardingStep,
} from '../../api/onboardings.ts';
import { everyPage } from '../../client/data-browser.ts';
import type { Client } from '../connection/client.ts';
import { type Context, examples } from '../connection/context.ts';
import { scopeOf } from '../connection/lookups.ts';
import { withDaemon } from '../connection/visit.ts';
import { withNames, wordsFor } from '../connection/worker-names.ts';
import { hint } from '../terminal/called-as.ts';
import { pairs, printTable } from '../terminal/table.ts';
import { jsonText, minuteOf, numberText } from '../terminal/text.ts';

type Options = { status?: OnboardingStatus; worker?: string; json?: boolean };

const pageSize = 500;
/** As the server makes them, and no run or task is called so. */
const isOnboardingId = (of: string) => /^onboarding-a[a-z0-9]{8,}$/.test(of);

/** `manyhands onboarding <run or task>`: who is how far in the training, and how each ended; one with its pages by its id. */
export function addOnboarding(program: Command, context: Context): void {
  program
    .command('onboarding')
    .description('list the onboardings of a run, or of all runs of a task; or show the pages of one')
    .argument('<of>', 'the id of a run, the name of a task, or the id of an onboarding')
    .addOption(new Option('--status <status>', 'only those with this status').choices(OnboardingStatus.options))
    .option('--worker <worker>', 'only those of this worker, by name or id')
    .option('--json', 'print them as one JSON array, or the one as JSON')
    .addHelpText(
      'after',
      examples('manyhands onboarding film-genres', 'manyhands onboarding film-genres-x7k2p --status failed'),
    )
    .action((of: string, { json, ...filter }: Options) =>
      withDaemon(context, async (client) =>
        isOnboardingId(of) ? showOne(context, client, of, json) : showAll(context, client, { of, ...filter }, json),
      ),
    );
}

async function showAll(
  { terminal }: Context,
  client: Client,
  { of, ...filter }: Options & { of: string },
  json = false,
) {
  const scope = await scopeOf(client, of);
  const found: OnboardingRow[] = [];
  const rows = everyPage(async (cursor) => {
    const query = { ...scope, ...filter, limit: pageSize, cursor };
    const page = await client.call(listOnboardings, { query });
    return { rows: page.onboardings, cursor: page.cursor };
  });
  for await (const row of rows) found.push(row);
  if (json) return terminal.print(jsonText(await withNames(client, found), 2));
  if (found.length === 0) return terminal.notify('There is no onboarding like that yet.');
  const wordOf = await wordsFor(
    client,
    found.map(({ worker }) => worker),
  );
  await printTable(
    terminal,
    ['ONBOARDING', 'WORKER', 'STATUS', 'PAGE', 'MISTAKES', 'STARTED', 'ENDED'],
    found.map((one) => [
      one.id,
      wordOf(one.worker),
      onboardingStatusLabels[one.status],
      `${one.page} of ${one.pages}`,
      `${one.mistakes} of ${one.max_mistakes} allowed`,
      minuteOf(one.started_at),
      minuteOf(one.ended_at),
    ]),
  );
  terminal.notify(`The pages of one: ${hint('onboarding', found[0]?.id ?? '')}`);
}

async function showOne({ terminal }: Context, client: Client, onboarding: string, json = false): Promise<void> {
  const { steps, ...row } = await client.call(getOnboarding, { params: { onboarding } });
  if (json) return terminal.print(jsonText({ ...row, steps }, 2));
  const head: [string, string][] = [
    ['onboarding', row.id],
    ['run', row.run],
    ['worker', (await wordsFor(client, [row.worker]))(row.worker)],
    ['status', onboardingStatusLabels[row.status]],
    ['page', `${row.page} of ${row.pages}`],
    ['mistakes', `${row.mistakes} of ${row.max_mistakes} allowed`],
  ];
  for (const line of pairs(head)) await terminal.print(line);
  for (const step of steps) {
    await terminal.print('');
    for (const line of pairs(linesOf(step))) await terminal.print(line);
  }
}

const verdictOf = (correct: boolean | null) => (correct === null ? 'being judged' : correct ? 'right' : 'wrong');

const linesOf = ({
  page,
  inputs,
  answer,
  expected,
  correct,
  explanation,
  submitted_at,
  active_seconds,
}: OnboardingStep) =>
  [
    [`page ${page}`, `${verdictOf(correct)}, ${minuteOf(submitted_at)} UTC`],
    ...(active_seconds === null ? [] : [['active', `${numberText(active_seconds)} s`]]),
    ['shown', jsonText(inputs)],
    ['answer', jsonText(answer)],
    ...(expected === null ? [] : [['expected', jsonText(expected)]]),
    ...(explanation === null ? [] : [['explanation', explanation]]),
  ] as [string, string][];
