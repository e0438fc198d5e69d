import { listRuns } from '../../api/runs.ts';
import { UnitStatus } from '../../api/shapes.ts';
import { listUnits, type UnitRow } from '../../api/units.ts';
import { listQualifications, type Qualification } from '../../api/workers.ts';
import { everyPage } from '../../client/data-browser.ts';
import { refuse } from '../terminal/refusals.ts';
import type { Client } from './client.ts';
import { codeOf } from './faults.ts';

const pageSize = 500;
/** How many runs of a task a refusal names. */
const maxNamedRuns = 10;

/** Finds the run or task of a name, as a query of the API; refuses with `export/unknown`. */
export async function scopeOf(client: Client, of: string): Promise<{ run: string } | { task: string }> {
  const { runs } = await client.call(listRuns);
  if (runs.some(({ id }) => id === of)) return { run: of };
  if (runs.some(({ task }) => task === of)) return { task: of };
  throw refuse('export/unknown', { of });
}

/** Does something with a run; refuses with `run/is-task` where its id turns out to be the name of a task. */
export async function withRun<Result>(client: Client, run: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (codeOf(error) !== 'run/unknown') throw error;
    const { runs } = await client.call(listRuns);
    const ofTask = runs.filter(({ task }) => task === run).map(({ id }) => id);
    if (ofTask.length === 0) throw error;
    throw refuse('run/is-task', { task: run, runs: ofTask.slice(-maxNamedRuns).join(', ') });
  }
}

/** All qualifications, also the retired ones. */
export const qualificationsOf = async (client: Client): Promise<Qualification[]> =>
  (await client.call(listQualifications)).qualifications;

/** Finds a qualification by its id or, among those in use, by its name in any case; refuses with `qualification/unknown`. */
export async function qualificationNamed(client: Client, word: string): Promise<Qualification> {
  const known = await qualificationsOf(client);
  const isNamed = ({ name, retired }: Qualification) => !retired && name.toLowerCase() === word.toLowerCase();
  const found = known.find(({ id }) => id === word) ?? known.find(isNamed);
  if (!found) throw refuse('qualification/unknown', { qualification: word });
  return found;
}

/** The values of the option --status. */
export const unitStatuses = UnitStatus.options;

/** Only units with pastes, as a query says it. */
export const pastedIn = ({ pasted }: { pasted?: boolean }) => (pasted ? { pasted: 'true' } : {});

/** The option of verbs that list answers. */
export const pastedOption = [
  '--pasted',
  'only those into whose answer something was pasted, as its page counted',
] as const;

/** Which units to list; what is undefined does not filter. */
export type UnitFilter = {
  run?: string;
  task?: string;
  worker?: string;
  status?: UnitStatus;
  pasted?: boolean;
  judged?: 'right' | 'wrong';
};

/** Units in the order in which they were created, fetched page by page. */
export const unitsOf = (client: Client, { pasted, ...filter }: UnitFilter): AsyncGenerator<UnitRow> =>
  everyPage(async (cursor) => {
    const query = { ...filter, ...pastedIn({ pasted }), limit: pageSize, cursor };
    const page = await client.call(listUnits, { query });
    return { rows: page.units, cursor: page.cursor };
  });
