import { defineRefusals } from '../../actors/refusal.ts';
import { refusals as inherited } from '../../runtime/refusals/refusals.ts';

/** The refusals of the threads for rows, exports, figures and search, with the inherited ones. */
export const { refusals, refuse } = defineRefusals(
  {
    'export/beyond-log': [
      400,
      (d: { at: number; head: number }) =>
        `The log has no position ${d.at} yet; its last is ${d.head}. Omit the position to export the latest snapshot.`,
    ],
    'export/not-yet': [
      404,
      (d: { of: string }) => `There was no "${d.of}" yet at that log position. Choose a later one.`,
    ],
    'export/stalled': [
      408,
      () => 'The download stalled for ten minutes, so the export was cancelled. Request it again.',
    ],
    'export/too-many': [
      429,
      (d: { most: number }) => `${d.most} exports are already in progress. Try again when one of them has ended.`,
    ],
    'export/unknown-id': [404, (d: { id: string }) => `No export has the id "${d.id}" any more.`],
    'quality/not-ready': [
      503,
      () => 'The figures of this many answers are still being computed. Try again in a minute.',
    ],
    'quality/too-many': [
      429,
      (d: { most: number }) => `${d.most} figures are already being computed. Try again when some of them are ready.`,
    ],
    'read-model/behind': [
      503,
      () => 'Everything is saved, but the screens are still catching up. Try again in a few seconds.',
    ],
    'read-model/rebuilding': [409, () => 'The read model is already being rebuilt. Wait until that has ended.'],
    'search/not-ready': [503, () => 'The search was interrupted. Search again in a moment.'],
    'search/too-many': [
      429,
      (d: { most: number }) => `${d.most} searches are already waiting. Search again in a moment.`,
    ],
  },
  inherited,
);
