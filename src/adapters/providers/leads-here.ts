import { refuse } from '../../runtime/refusals/refusals.ts';

const timeoutMs = 15_000;

/** Throws `offer/not-reached` unless the address of a run leads to a Manyhands, as it does for workers. */
export async function leadsHere(address: string): Promise<void> {
  const notReached = (reason: string) => refuse('offer/not-reached', { address, reason });
  const reply = await fetch(new URL('is_alive', address), {
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error: Error) => {
    throw notReached(error.name === 'TimeoutError' ? 'no reply in time' : 'the connection failed');
  });
  if (!reply.ok) throw notReached(`the reply has the status ${reply.status}`);
  const body: unknown = await reply.json().catch(() => undefined);
  if ((body as { status?: unknown } | undefined)?.status !== 'Alive!')
    throw notReached('another program replies there');
}
