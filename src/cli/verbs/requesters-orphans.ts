import type { Command } from 'commander';
import { listOrphans, withdrawOrphans } from '../../api/orphans.ts';
import { type Context, examples } from '../connection/context.ts';
import { withDaemon } from '../connection/visit.ts';
import { hasPerson, openQuestions } from '../terminal/questions.ts';
import { refuse } from '../terminal/refusals.ts';
import { printTable } from '../terminal/table.ts';
import { counted, jsonText } from '../terminal/text.ts';

type Wishes = { remove?: boolean; yes?: boolean; json?: boolean };

/** `manyhands requesters orphans <requester>`: offers at the provider that no run here knows. */
export function addOrphans(group: Command, context: Context): void {
  group
    .command('orphans <requester>')
    .description('list offers that the account has open although no run here knows them; withdraw them')
    .option('--remove', 'withdraw them, after a question')
    .option('--yes', 'withdraw them without a question')
    .option('--json', 'print them as one JSON array')
    .addHelpText('after', examples('manyhands requesters orphans prolific --remove'))
    .action((requester: string, wishes: Wishes) => orphans(context, requester, wishes));
}

async function orphans(context: Context, requester: string, { remove, yes, json }: Wishes): Promise<void> {
  const { terminal } = context;
  const params = { requester };
  await withDaemon(context, async (client, signal) => {
    const { orphans: found } = await client.call(listOrphans, { params });
    if (found.length === 0 || !remove) {
      if (json) return terminal.print(jsonText(found, 2));
      if (found.length === 0) return terminal.notify(`Every open offer of ${requester} is that of a run here.`);
    }
    const table = found.map(({ offer, external, places }) => [offer, external, String(places)]);
    if (!json) await printTable(terminal, ['OFFER', 'AT THE PROVIDER', 'PLACES'], table);
    if (!remove) return;
    if (!yes && !(await isConfirmed(context, found.length, signal))) return;
    const call = { params, body: { offers: found.map(({ offer }) => offer) } };
    const { withdrawn } = await client.call(withdrawOrphans, call);
    return terminal.print(json ? jsonText(withdrawn, 2) : `${counted(withdrawn.length, 'offer')} withdrawn.`);
  });
}

/** Throws `offer/orphans-kept` where nobody can be asked. */
async function isConfirmed({ terminal }: Context, count: number, signal: AbortSignal): Promise<boolean> {
  if (!hasPerson(terminal)) throw refuse('offer/orphans-kept', { count });
  const questions = openQuestions(terminal, signal);
  try {
    return (await questions.ask(`Withdraw ${counted(count, 'offer')}? Type ${count} to confirm: `)) === String(count);
  } finally {
    questions.close();
  }
}
