import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import {
  exportInvitations,
  type InvitationRow,
  inviteWorkers,
  listInvitations,
  maxInvitedAtOnce,
  maxWorkerNameChars,
  withdrawInvitation,
} from '../../api/invitations.ts';
import { invitationText } from '../../api/labels.ts';
import { leftOutText, type NameList, nameListIn } from '../../api/name-list.ts';
import { utf8Fault } from '../../runtime/utf8-text.ts';
import type { Client } from '../connection/client.ts';
import { type Context, examples } from '../connection/context.ts';
import { withRun } from '../connection/lookups.ts';
import { openOutputFile } from '../connection/output-file.ts';
import { runArgument } from '../connection/steer.ts';
import { withRunningDaemon } from '../connection/visit.ts';
import { positive } from '../terminal/arguments.ts';
import { hint } from '../terminal/called-as.ts';
import { refuse } from '../terminal/refusals.ts';
import { printTable } from '../terminal/table.ts';
import { jsonText, minuteOf } from '../terminal/text.ts';

type Options = {
  names?: string;
  expires?: number;
  withdraw?: string;
  format: 'text' | 'csv' | 'json';
  out?: string;
};

/** `manyhands invite <run>`: invites workers, withdraws an invitation, and lists all with their links. */
export function addInvite(program: Command, context: Context): void {
  program
    .command('invite')
    .description('invite workers to a run, and list the invited with their links')
    .argument('<run>', runArgument)
    .option('--names <file>', 'invite those named in this file, one a line; "-" reads standard input')
    .option('--expires <days>', 'how many days the new invitations are valid, such as 7 or 7d; by default always', days)
    .option('--withdraw <name>', 'withdraw the invitation of this worker')
    .addOption(new Option('--format <format>', 'the form of the list').choices(['text', 'csv', 'json']).default('text'))
    .option(
      '--out <file>',
      'write the list, by default as CSV, to this file; only you can read it, since its links are for the named alone',
    )
    .addHelpText(
      'after',
      examples(
        'manyhands invite survey-x7k2p --names team.txt --expires 7d',
        'manyhands invite survey-x7k2p --format csv --out links.csv',
        'manyhands invite survey-x7k2p --withdraw ada',
      ),
    )
    .action((run: string, options: Options) => invite(context, run, options));
}

/** A number of days, as typed: `7` or `7d`. */
const days = (word: string): number => positive(word.replace(/d$/, ''));

const dayMs = 24 * 3600 * 1000;

async function invite(context: Context, run: string, options: Options): Promise<void> {
  const { names: file, expires, withdraw, format, out } = options;
  const list = file === undefined ? undefined : await namesIn(context.terminal, file);
  if (list && list.names.length === 0) throw refuse('names/none', { file: file ?? '' });
  await withRunningDaemon(context, async (client) => {
    const after = await withRun(client, run, async () => {
      const invited = list ? await sendNames(context, client, { run, list, expires }) : 0;
      if (withdraw === undefined) return invited;
      const { sequence } = await client.call(withdrawInvitation, { params: { run }, body: { worker: withdraw } });
      context.terminal.notify(`The invitation of "${withdraw}" is withdrawn. What they hold they may finish.`);
      return sequence;
    });
    const form = out !== undefined && format === 'text' ? 'csv' : format;
    await withRun(client, run, () => show(context, client, { run, after, format: form, out }));
  });
}

async function namesIn({ input }: Context['terminal'], file: string): Promise<NameList> {
  const unreadable = (reason: string) => refuse('names/unreadable', { file, reason });
  const bytes = await (file === '-' ? bytesIn(input) : readFile(file)).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(error.code === 'ENOENT' ? 'there is no such file' : error.message);
  });
  const fault = await utf8Fault(bytes);
  if (fault) throw unreadable(fault);
  const list = nameListIn(bytes.toString(), maxWorkerNameChars);
  if (list.fault) throw refuse('names/bad', { file, ...list.fault });
  return list;
}

async function bytesIn(input: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(Buffer.from(chunk as Buffer));
  return Buffer.concat(chunks);
}

/** Invites all names, and says how many were new; returns the sequence of the last commit. */
async function sendNames(
  { terminal }: Context,
  client: Client,
  { run, list, expires }: { run: string; list: NameList; expires?: number },
): Promise<number> {
  const expires_at = expires === undefined ? undefined : new Date(Date.now() + expires * dayMs).toISOString();
  const done = { invited: 0, already: 0, sequence: 0 };
  for (let first = 0; first < list.names.length; first += maxInvitedAtOnce) {
    const workers = list.names.slice(first, first + maxInvitedAtOnce);
    const { invited, already, sequence } = await client.call(inviteWorkers, {
      params: { run },
      body: { workers, expires_at },
    });
    done.invited += invited;
    done.already += already;
    done.sequence = sequence;
  }
  const known = done.already > 0 ? ` ${done.already} had a valid invitation already and keep it.` : '';
  const until = expires_at === undefined ? 'always' : `until ${minuteOf(expires_at)} UTC`;
  const invited = `Invited ${done.invited} of ${list.names.length}; new links are valid ${until}.`;
  terminal.notify(`${invited}${known} ${leftOutText(list)}`.trim());
  return done.sequence;
}

type Shown = { run: string; after: number } & Pick<Options, 'format' | 'out'>;

async function show({ terminal }: Context, client: Client, { run, after, format, out }: Shown): Promise<void> {
  const call = { params: { run }, query: { after } };
  if (format === 'csv') return keep(terminal, await textOf(client, call), out);
  const { invitations } = await client.call(listInvitations, call);
  if (format === 'json') return keep(terminal, jsonText(invitations, 2), out);
  if (invitations.length === 0)
    return terminal.notify(
      `Nobody is invited to ${run} yet. Invite workers: ${hint(`invite ${run} --names names.txt`)}`,
    );
  await printTable(
    terminal,
    ['WORKER', 'STATE', 'IN PROGRESS', 'SUBMITTED', 'VALID UNTIL', 'LINK'],
    invitations.map(cellsOf),
  );
}

const cellsOf = ({ worker, assigned, submitted, expires_at, link, ...row }: InvitationRow) => [
  worker,
  invitationText(row),
  assigned,
  submitted,
  expires_at === null ? 'always' : `${minuteOf(expires_at)} UTC`,
  link ?? '',
];

async function textOf(client: Client, call: { params: { run: string }; query: { after: number } }): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of client.bytes(exportInvitations, call)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8').trimEnd();
}

async function keep(terminal: Context['terminal'], text: string, out: string | undefined): Promise<void> {
  if (out === undefined) return terminal.print(text);
  const file = await openOutputFile(out, 0o600);
  try {
    await file.write(Buffer.from(`${text}\n`));
    await file.keep();
  } catch (error) {
    await file.discard();
    throw error;
  }
  terminal.notify(`Wrote ${out}.`);
}
