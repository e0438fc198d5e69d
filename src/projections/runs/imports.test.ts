import { describe, it } from 'vitest';
import type { ImportId, RunId } from '../../events/ids.ts';
import { ImportBegun, ImportCompleted } from '../../events/import.ts';
import { minute, specifyProjection } from '../specify.ts';
import { imports, importsProjection } from './imports.ts';

const importId = 'one' as ImportId;
const source = { code: '0.1.0', madeAt: '2026-01-01T18:00:00.000Z', position: 37, identities: false };
const begun = ImportBegun({ importId, label: 'summer', archive: 'f0', source, runs: ['films-1' as RunId] });

describe('the imports', () => {
  const given = specifyProjection(importsProjection);
  const row = { importId, label: 'summer', archive: 'f0', source, runs: ['films-1'], begunBy: 'spec' };

  it('are listed with their label, source and runs', () => {
    given(begun).thenRows(imports, { ...row, begunAt: minute(0), completedAt: null });
    given(begun, ImportCompleted({ importId })).thenRows(imports, { ...row, completedAt: minute(1) });
  });
  it('cannot be completed before they begin', () =>
    given(ImportCompleted({ importId })).thenStopped(`${importId} has no row that this fact fits`));
});
