import { z } from 'zod';
import type { PublishedOffer } from '../../../runtime/ports/provider-account.ts';
import { refuse } from '../refusals.ts';
import { UnknownOutcome } from './api.ts';
import type { Session } from './certain.ts';

const Messages = z.object({ results: z.array(z.object({ body: z.string() })) });

/** Writes to a worker, once; after a lost reply, it is looked for among the messages with them. */
export async function message(
  { api }: Session,
  { external }: PublishedOffer,
  worker: string,
  text: string,
): Promise<void> {
  const sent = async () => {
    const { results } = await api.get('messages/', Messages, { user_id: worker });
    return results.filter(({ body }) => body === text).length;
  };
  const before = await sent();
  try {
    await api.send('POST', 'messages/', { recipient_id: worker, body: text, study_id: external }, z.unknown());
  } catch (error) {
    if (!(error instanceof UnknownOutcome)) throw error;
    if ((await sent()) <= before)
      throw refuse('provider/message-in-doubt', { provider: 'Prolific', reason: error.message });
  }
}
