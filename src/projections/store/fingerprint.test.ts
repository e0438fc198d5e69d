import { describe, expect, it } from 'vitest';
import { created, opened, sky } from '../../events/fixtures.ts';
import { allTables } from '../all.ts';
import { unitCounts, zeroCounts } from '../runs/unit-counts.ts';
import { projected, recorded } from '../specify.ts';
import { units } from '../units/units.ts';
import { fingerprint } from './fingerprint.ts';

const of = (facts: Parameters<typeof recorded>[0]) => projected(recorded(facts)).db;
const big = created(sky, 1200);

describe('the fingerprint of a database', () => {
  it('is the same for the same rows', async () => {
    expect(await fingerprint(of([opened(), big]), allTables)).toBe(await fingerprint(of([opened(), big]), allTables));
  });

  it('differs for any other row, on any page, of any table', async () => {
    const before = await fingerprint(of([opened(), big]), allTables);
    const changed = of([opened(), big]);
    changed.$client.exec(`update units set note = '' where "row" = 1200`);
    expect(await fingerprint(changed, allTables)).not.toBe(before);
    const more = of([opened(), big]);
    more
      .insert(unitCounts)
      .values({ runId: 'another', ...zeroCounts })
      .run();
    expect(await fingerprint(more, allTables)).not.toBe(before);
    expect(await fingerprint(more, [units])).toBe(await fingerprint(of([opened(), big]), [units]));
  });
});
