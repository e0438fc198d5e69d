import { z } from 'zod';
import { defineFact, type FactOf } from './fact.ts';
import { ImportId, RunId } from './ids.ts';

const anImport = z.object({ importId: ImportId });

/** Where an archive came from: the code that wrote it, when, and up to which position of its log. */
export const ArchiveSource = z.object({
  code: z.string(),
  madeAt: z.iso.datetime(),
  position: z.int().nonnegative(),
  identities: z.boolean(),
});
export type ArchiveSource = z.infer<typeof ArchiveSource>;

export const ImportBegun = defineFact('import.begun', {
  says: 'Somebody began to bring in an archive, a file with this SHA-256; its runs do nothing before the import is completed.',
  data: anImport.extend({ label: z.string(), archive: z.string(), source: ArchiveSource, runs: z.array(RunId) }),
});
export const ImportCompleted = defineFact('import.completed', {
  says: 'All commits of the runs are here, and what the archive says about workers is stated.',
  data: anImport,
});

export const importFacts = [ImportBegun, ImportCompleted] as const;
export type ImportFact = FactOf<typeof importFacts>;
