import { nowInSeconds } from '../hooks/packets.ts';
import { world } from './page.ts';

async function post(path: string, body: object): Promise<boolean> {
  try {
    const response = await world.manyhandsWork.fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, client_timestamp: nowInSeconds() }),
    });
    return response.ok;
  } catch {
    return false;
  }
}

/** Sends something beside the answer; false if it did not arrive. */
export const sendMetadata = (agentId: string, metadata: object): Promise<boolean> =>
  post('/submit_metadata', { USED_AGENT_ID: agentId, metadata });

/** Returns the unit, so that somebody else gets it; false if that did not arrive. */
export const returnUnit = (agentId: string): Promise<boolean> => post('/return_task', { USED_AGENT_ID: agentId });
