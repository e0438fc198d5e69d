import { type Command, Option } from 'commander';
import type { Grant, Qualification } from '../../api/workers.ts';
import { type Client, pathTo } from '../connection/client.ts';
import { type Context, examples } from '../connection/context.ts';
import { qualificationNamed, qualificationsOf } from '../connection/qualification.ts';
import { withDaemon } from '../connection/visit.ts';
import { hint } from '../terminal/hint.ts';
import { minuteOf, table } from '../terminal/table.ts';
import { jsonText } from '../terminal/visible.ts';
import { whole } from '../terminal/words.ts';

type Json = { json?: boolean };
type Recorded = { sequence: number };
const which = 'its name or id';

/** `manyhands qualifications`: what there is, and who holds it. */
export function addQualifications(program: Command, context: Context): void {
  const qualifications = program
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
    .action(({ json }: Json) => list(context, json));

  const part = (words: string, says: string, example: string) =>
    qualifications
      .command(words)
      .description(says)
      .option('--json', 'print the outcome as JSON')
      .addHelpText('after', examples(`manyhands qualifications ${example}`));
  /** The group has an option of the same name, which takes what is typed before the part. */
  const isJson = (json?: boolean) => json ?? qualifications.opts<Json>().json;

  /** Does something with a qualification and tells what came of it. */
  async function change(word: string, json: boolean | undefined, says: (name: string) => string, ask: Ask) {
    const { terminal } = context;
    await withDaemon(context, async (client) => {
      const { id, name } = await qualificationNamed(client, word);
      const { sequence } = await ask(client, id);
      await terminal.print(isJson(json) ? jsonText({ qualification: id, sequence }) : says(name));
    });
  }

  part('create <name>', 'create a qualification; its name must be new', 'create French --description "Reads French."')
    .option('--description <text>', 'what it says about who holds it')
    .action((name: string, { json, description }: Json & { description?: string }) =>
      withDaemon(context, async (client) => {
        const made = await client.post<Recorded & { qualification: string }>('/api/qualifications', {
          name,
          description,
        });
        await context.terminal.print(
          isJson(json) ? jsonText(made) : `"${name}" can be granted, as ${made.qualification}.`,
        );
      }),
    );

  part(
    'edit <qualification>',
    `change the name or the description of a qualification, by ${which}`,
    'edit French --name Français',
  )
    .option('--name <text>', 'its name from now on')
    .option('--description <text>', 'its description from now on')
    .action((word: string, { json, ...changes }: Json & { name?: string; description?: string }) =>
      change(
        word,
        json,
        (name) => `"${changes.name ?? name}" is as you wrote it.`,
        (client, id) => client.ask<Recorded>('PATCH', pathTo(['api', 'qualifications', id]), changes),
      ),
    );

  part(
    'retire <qualification>',
    `grant a qualification no more, by ${which}; its history stays`,
    'retire French',
  ).action((word: string, { json }: Json) =>
    change(
      word,
      json,
      (name) => `"${name}" is retired, and its name is free.`,
      (client, id) => client.ask<Recorded>('DELETE', pathTo(['api', 'qualifications', id])),
    ),
  );

  part(
    'grant <qualification> <worker>',
    'grant a qualification to a worker, or change its value',
    'grant French w5k2pq9xa7 --value 3',
  )
    .option('--value <number>', 'how much of it; 1 without', whole)
    .option('--note <text>', 'why; kept with the worker')
    .option('--unit <unit>', 'the unit over which it was decided')
    .action(
      (word: string, worker: string, { json, ...grant }: Json & { value?: number; note?: string; unit?: string }) =>
        change(
          word,
          json,
          (name) => `${worker} holds "${name}" with the value ${grant.value ?? 1}.`,
          (client, id) => client.ask<Recorded>('PUT', pathTo(['api', 'workers', worker, 'qualifications', id]), grant),
        ),
    );

  part('revoke <qualification> <worker>', 'take a qualification from a worker', 'revoke French w5k2pq9xa7')
    .option('--note <text>', 'why; kept with the worker')
    .option('--unit <unit>', 'the unit over which it was decided')
    .action((word: string, worker: string, { json, ...reason }: Json & { note?: string; unit?: string }) =>
      change(
        word,
        json,
        (name) => `${worker} does not hold "${name}" any more.`,
        (client, id) =>
          client.ask<Recorded>('DELETE', pathTo(['api', 'workers', worker, 'qualifications', id]), reason),
      ),
    );

  part(
    'workers <qualification>',
    `list who holds a qualification, by ${which}, with which value`,
    'workers French --sort highest',
  )
    .addOption(
      new Option('--sort <order>', 'who comes first').choices(['newest', 'highest', 'lowest']).default('newest'),
    )
    .action((word: string, { json, sort }: Json & { sort: string }) => listGrants(context, word, sort, isJson(json)));
}

type Ask = (client: Client, id: string) => Promise<Recorded>;

async function list(context: Context, json = false): Promise<void> {
  const { terminal } = context;
  const all = await withDaemon(context, qualificationsOf);
  if (json) return terminal.print(jsonText(all, 2));
  const used = all.filter(({ retired }) => !retired);
  if (used.length === 0)
    return terminal.say(`There are no qualifications yet. Create one: ${hint('qualifications create <name>')}`);
  await showTable(
    context,
    ['NAME', 'ID', 'WORKERS', 'CREATED', 'DESCRIPTION'],
    used.map((one: Qualification) => [one.name, one.id, one.workers, minuteOf(one.created_at), one.description]),
  );
}

type Held = Grant & { before: { value: number }[] };

async function listGrants(context: Context, word: string, sort: string, json = false): Promise<void> {
  const { terminal } = context;
  const held: Held[] = [];
  await withDaemon(context, async (client) => {
    const { id } = await qualificationNamed(client, word);
    let cursor: string | undefined;
    do {
      const path = pathTo(['api', 'qualifications', id, 'workers'], { sort, limit: 500, cursor });
      const page: { grants: Held[]; cursor?: string } = await client.get(path);
      held.push(...page.grants);
      cursor = page.cursor;
    } while (cursor !== undefined);
  });
  if (json) return terminal.print(jsonText(held, 2));
  if (held.length === 0) return terminal.say('Nobody holds it.');
  await showTable(
    context,
    ['WORKER', 'VALUE', 'BEFORE', 'GRANTED', 'BY'],
    held.map(({ worker, value, before, granted_at, granted_by }) => [
      worker,
      value,
      before.map((earlier) => earlier.value).join(', '),
      minuteOf(granted_at),
      granted_by,
    ]),
  );
}

async function showTable({ terminal }: Context, names: string[], cells: Parameters<typeof table>[1]): Promise<void> {
  const [headings, ...rows] = table(names, cells);
  await terminal.print(terminal.colours.dim(headings!));
  for (const row of rows) await terminal.print(row);
}
