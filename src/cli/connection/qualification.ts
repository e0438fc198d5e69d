import type { Qualification } from '../../api/workers.ts';
import { refuse } from '../terminal/refusals.ts';
import type { Client } from './client.ts';

/** All qualifications of a house. */
export const qualificationsOf = async (client: Client): Promise<Qualification[]> =>
  (await client.get<{ qualifications: Qualification[] }>('/api/qualifications')).qualifications;

/** The qualification of this id or, of those in use, of this name in any capitals; refuses if there is none. */
export async function qualificationNamed(client: Client, word: string): Promise<Qualification> {
  const known = await qualificationsOf(client);
  const isNamed = ({ name, retired }: Qualification) => !retired && name.toLowerCase() === word.toLowerCase();
  const found = known.find(({ id }) => id === word) ?? known.find(isNamed);
  if (!found) throw refuse('qualification/unknown', { qualification: word });
  return found;
}
