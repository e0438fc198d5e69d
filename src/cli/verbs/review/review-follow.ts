import { banWorker, getWorker, grantQualification, type Qualification } from '../../../api/workers.ts';
import type { Client } from '../../connection/client.ts';
import { qualificationNamed } from '../../connection/lookups.ts';
import type { Questions } from '../../terminal/questions.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { onOneLine } from '../../terminal/text.ts';
import type { Verdict } from './verdict.ts';

/** Names of qualifications: one to offer for good work, one for bad work. */
export type OfferNames = { approveQualification?: string; blockQualification?: string };
type Offers = { approve?: Qualification; block?: Qualification };

/** The qualifications of these names; refuses before anything is reviewed if there is none. */
export async function offersNamed(client: Client, names: OfferNames): Promise<Offers> {
  const named = (word?: string) => (word === undefined ? undefined : qualificationNamed(client, word));
  return { approve: await named(names.approveQualification), block: await named(names.blockQualification) };
}

type About = { worker: string; unit: string };
type Decided = { do: Verdict; qualify?: boolean; all: boolean };
type Desk = { terminal: Terminal; client: Client; questions: Questions; offers: Offers };

/** Asks what goes with a decision: a qualification, or a ban. */
export function followUps({ terminal, client, questions: { ask }, offers }: Desk) {
  let after = 0;

  async function grant({ worker, unit }: About, { id, name }: Qualification, value: number): Promise<void> {
    const params = { worker, qualification: id };
    ({ sequence: after } = await client.call(grantQualification, { params, body: { value, unit } }));
    await terminal.print(onOneLine(`Granted "${name}" to ${worker} with the value ${value}.`));
  }

  async function holds(worker: string, { id }: Qualification): Promise<boolean> {
    const { qualifications } = await client.call(getWorker, { params: { worker }, query: { after } });
    return qualifications.some(({ qualification }) => qualification === id);
  }

  async function offer(about: About, offered?: Qualification): Promise<void> {
    if (!offered || (await holds(about.worker, offered))) return;
    const answer = await ask(`${onOneLine(`give this worker "${offered.name}"? y, or Enter for no >`)} `);
    if (/^y(es)?$/i.test(answer ?? '')) await grant(about, offered, 1);
  }

  async function qualify(about: About): Promise<void> {
    const usual = offers.approve ? onOneLine(`, or Enter for "${offers.approve.name}"`) : '';
    const typed = (await ask(`qualification, and its value${usual} > `)) ?? '';
    const [name = '', value = '1'] = typed.split(/\s+(?=-?\d+$)/);
    const wanted = name === '' ? offers.approve : await qualificationNamed(client, name);
    if (!wanted) return terminal.say('No qualification granted.');
    await grant(about, wanted, Number(value));
  }

  async function ban({ worker, unit }: About): Promise<boolean> {
    const reason = await ask('block this worker from all tasks? type the reason, or Enter for no > ');
    if (!reason) return false;
    await client.call(banWorker, { params: { worker }, body: { reason, unit } });
    await terminal.print(`${worker} is blocked from all tasks.`);
    return true;
  }

  return async function follow(about: About, choice: Decided): Promise<void> {
    if (choice.qualify) return qualify(about);
    if (choice.do === 'accept') return choice.all ? offer(about, offers.approve) : undefined;
    if (choice.do === 'reject' && (await ban(about))) return;
    await offer(about, offers.block);
  };
}
