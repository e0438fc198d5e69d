import { nowInSeconds } from '../hooks/packets.ts';
import { world } from './page.ts';

/** Gives the status of the reply; undefined if there is none. */
async function post(path: string, body: object): Promise<number | undefined> {
  try {
    const response = await world.manyhandsWork.fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, client_timestamp: nowInSeconds() }),
    });
    return response.status;
  } catch {
    return undefined;
  }
}

/** Sends something beside the answer; false if it did not arrive. */
export const sendMetadata = async (agentId: string, metadata: object): Promise<boolean> =>
  (await post('/submit_metadata', { USED_AGENT_ID: agentId, metadata })) === 200;

/** Returns the unit, so that somebody else gets it; false if that did not arrive. It is also fine if it was not held any more. */
export async function returnUnit(agentId: string): Promise<boolean> {
  const status = await post('/return_task', { USED_AGENT_ID: agentId });
  return status === 200 || status === 409;
}
