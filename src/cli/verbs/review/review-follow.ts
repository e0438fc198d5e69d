import { ApiError } from '../../../api/client.ts';
import { getWorker, type Qualification } from '../../../api/workers.ts';
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

type Decided = { do: Verdict; qualify?: boolean; all: boolean };
type Options = { terminal: Terminal; client: Client; questions: Questions; offers: Offers };

/** What goes into the verdict for the worker, and what to print once it is recorded. */
export type Follow = {
  parts: { grants?: { qualification: string; value: number }[]; block?: string };
  sentences: string[];
};

const nothing: Follow = { parts: {}, sentences: [] };

/** Asks what else the verdict does: grant a qualification, or block the worker. */
export function followUps({ terminal, client, questions: { demand: ask }, offers }: Options) {
  let after = 0;

  const granting = (worker: string, { id, name }: Qualification, value: number): Follow => ({
    parts: { grants: [{ qualification: id, value }] },
    sentences: [onOneLine(`Granted "${name}" to ${worker} with the value ${value}.`)],
  });

  async function holds(worker: string, { id }: Qualification): Promise<boolean> {
    const { qualifications } = await client.call(getWorker, { params: { worker }, query: { after } });
    return qualifications.some(({ qualification }) => qualification === id);
  }

  async function offer(worker: string, offered?: Qualification): Promise<Follow> {
    if (!offered || (await holds(worker, offered))) return nothing;
    const answer = await ask(`${onOneLine(`give this worker "${offered.name}"? y, or Enter for no >`)} `);
    return /^y(es)?$/i.test(answer) ? granting(worker, offered, 1) : nothing;
  }

  async function qualify(worker: string): Promise<Follow> {
    const defaultText = offers.approve ? onOneLine(`, or Enter for "${offers.approve.name}"`) : '';
    for (;;) {
      const typed = await ask(`qualification, and its value${defaultText} > `);
      const [name = '', value = '1'] = typed.split(/\s+(?=-?\d+$)/);
      try {
        const wanted = name === '' ? offers.approve : await qualificationNamed(client, name);
        if (wanted) return granting(worker, wanted, Number(value));
        terminal.notify('No qualification granted.');
        return nothing;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        terminal.notify(onOneLine(error.message));
      }
    }
  }

  async function block(worker: string): Promise<Follow> {
    const reason = await ask('block this worker from all tasks? type the reason, or Enter for no > ');
    return reason ? { parts: { block: reason }, sentences: [`${worker} is blocked from all tasks.`] } : nothing;
  }

  return {
    /** Asks before the decision is sent, so that both are one verdict. */
    async collect(worker: string, choice: Decided): Promise<Follow> {
      if (choice.qualify) return qualify(worker);
      if (choice.do === 'accept') return choice.all ? offer(worker, offers.approve) : nothing;
      const blocked = choice.do === 'reject' ? await block(worker) : nothing;
      return blocked.parts.block ? blocked : offer(worker, offers.block);
    },
    /** Later questions about workers wait until this sequence is seen. */
    recorded(sequence: number) {
      after = Math.max(after, sequence);
    },
  };
}
