import { type Command, Option } from 'commander';
import { type Grant, listGrants } from '../../../api/workers.ts';
import { everyPage } from '../../../client/data-browser.ts';
import { type Context, examples } from '../../connection/context.ts';
import { qualificationNamed, qualificationsOf } from '../../connection/lookups.ts';
import { withDaemon } from '../../connection/visit.ts';
import { type Named, withNames } from '../../connection/worker-names.ts';
import { hint } from '../../terminal/called-as.ts';
import { printTable } from '../../terminal/table.ts';
import { jsonText, minuteOf } from '../../terminal/text.ts';
import { addCreate, addEdit, addGrant, addRetire, addRevoke } from './changes.ts';
import { addPart, type Json } from './part.ts';

/** `manyhands qualifications`: the qualifications, who has them, and how to change that. */
export function addQualifications(program: Command, context: Context): void {
  const group = program
    .command('qualifications')
    .description('list qualifications; or create and grant them')
    .option('--json', 'print the qualifications as one JSON array')
    .addHelpText(
      'after',
      examples(
        'manyhands qualifications',
        'manyhands qualifications create French --description "Reads French with ease."',
        'manyhands qualifications grant French w5k2pq9xa7 --value 3',
      ),
    )
    .action(({ json }: Json) => printQualifications(context, json));
  for (const add of [addCreate, addEdit, addRetire, addGrant, addRevoke, addWorkers]) add(group, context);
}

async function printQualifications(context: Context, json = false): Promise<void> {
  const { terminal } = context;
  const all = await withDaemon(context, qualificationsOf);
  if (json) return terminal.print(jsonText(all, 2));
  const used = all.filter(({ retired }) => !retired);
  if (used.length === 0)
    return terminal.notify(`There are no qualifications yet. Create one: ${hint('qualifications create <name>')}`);
  await printTable(
    terminal,
    ['NAME', 'ID', 'WORKERS', 'CREATED', 'DESCRIPTION'],
    used.map((one) => [one.name, one.id, one.workers, minuteOf(one.created_at), one.description]),
  );
}

type Sort = 'newest' | 'highest' | 'lowest';
type GrantWithHistory = Grant & { before: { value: number }[] };

function addWorkers(group: Command, context: Context): void {
  const { part, isJson } = addPart(group, {
    words: 'workers <qualification>',
    description: 'list who has a qualification, by its name or id, with which value',
    example: 'workers French --sort highest',
  });
  part
    .addOption(new Option('--sort <order>', 'the order').choices(['newest', 'highest', 'lowest']).default('newest'))
    .action((name: string, { json, sort }: Json & { sort: Sort }) => printGrants(context, name, sort, isJson(json)));
}

async function printGrants(context: Context, name: string, sort: Sort, json = false): Promise<void> {
  const { terminal } = context;
  const held: Named<GrantWithHistory>[] = [];
  await withDaemon(context, async (client) => {
    const found: GrantWithHistory[] = [];
    const params = { qualification: (await qualificationNamed(client, name)).id };
    const grants = everyPage(async (cursor) => {
      const page = await client.call(listGrants, { params, query: { sort, limit: 500, cursor } });
      return { rows: page.grants, cursor: page.cursor };
    });
    for await (const grant of grants) found.push(grant);
    held.push(...(await withNames(client, found)));
  });
  if (json) return terminal.print(jsonText(held, 2));
  if (held.length === 0) return terminal.notify('No worker has it.');
  await printTable(
    terminal,
    ['WORKER', 'VALUE', 'BEFORE', 'GRANTED', 'BY'],
    held.map(({ worker, worker_name, value, before, granted_at, granted_by }) => [
      worker_name ?? worker,
      value,
      before.map((earlier) => earlier.value).join(', '),
      minuteOf(granted_at),
      granted_by,
    ]),
  );
}
