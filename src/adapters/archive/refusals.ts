import { defineRefusals } from '../../actors/refusal.ts';
import { refusals as inherited } from '../../runtime/refusals/refusals.ts';

/** The refusals of archives, with the inherited ones. */
export const { refusals, refuse } = defineRefusals(
  {
    'archive/file-missing': [
      500,
      (d: { hash: string; run: string }) =>
        `The file ${d.hash} of run ${d.run} is no longer in the store, so the archive would lack it. Leave that run out by naming others with --run.`,
    ],
    'archive/not-an-archive': [
      400,
      (d: { reason: string }) =>
        `This is not an archive of Manyhands: ${d.reason}. "./bin/manyhands archive" makes one.`,
    ],
    'archive/other-format': [
      400,
      (d: { found: string; known: number; code: string }) =>
        `The archive has format ${d.found}, and this version reads format ${d.known}. Nothing was imported; use Manyhands ${d.code}, which made it, or a newer version.`,
    ],
    'archive/page-file': [
      409,
      (d: { run: string; name: string; why: string }) =>
        `The page of run ${d.run} has a file that no archive could restore (${d.name}): ${d.why}. Leave that run out by naming others with --run.`,
    ],
    'archive/stalled': [
      408,
      () => 'The download stalled for ten minutes, so the archive was cancelled. Request it again.',
    ],
    'archive/too-many': [429, () => 'Another archive is being made. Try again when it has ended.'],
    'archive/unknown-id': [404, (d: { id: string }) => `No archive has the id "${d.id}" any more.`],
    'import/broken-off': [400, () => 'The upload was interrupted, so nothing was imported. Send the file again.'],
    'import/interrupted': [
      503,
      () => 'Manyhands was stopped before the import was done. Import the file again; it continues where it stopped.',
    ],
    'import/under-way': [409, () => 'Another import is under way. Try again when it has ended.'],
  },
  inherited,
);
