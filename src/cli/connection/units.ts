import type { UnitRow } from '../../projections/units/unit-rows.ts';
import type { UnitStatus } from '../../projections/units/units.ts';
import { type Client, pathTo } from './client.ts';

const pageSize = 500;

/** The statuses a unit may have, as they are written behind --status. */
export const unitStatuses = [
  'open',
  'assigned',
  'completed',
  'accepted',
  'soft_rejected',
  'rejected',
  'expired',
] as const satisfies readonly UnitStatus[];

/** Which units to look at: of one run, one task or of all, of one worker, in one status or in any. */
export type UnitChoice = { run?: string; task?: string; worker?: string; status?: UnitStatus };

/** Units in the order of their birth, fetched page after page. */
export async function* unitsOf(client: Client, choice: UnitChoice): AsyncGenerator<UnitRow> {
  let cursor: string | undefined;
  do {
    const path = pathTo(['api', 'units'], { ...choice, limit: pageSize, cursor });
    const page: { units: UnitRow[]; cursor?: string } = await client.get(path);
    yield* page.units;
    cursor = page.cursor;
  } while (cursor !== undefined);
}
