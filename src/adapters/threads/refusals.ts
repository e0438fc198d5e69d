import { defineRefusals } from '../../actors/refusal.ts';
import { refusals as inherited } from '../../runtime/refusals/refusals.ts';

/** The ways the threads for rows, exports, figures and search can say no, beside the inherited ones. */
export const { refusals, refuse } = defineRefusals(
  {
    'export/beyond-log': [
      400,
      (d: { at: number; head: number }) =>
        `The log has no position ${d.at} yet; its last is ${d.head}. Leave the position out to export the present.`,
    ],
    'export/not-yet': [
      404,
      (d: { of: string }) => `At that position of the log there was no "${d.of}" yet. Give a later one.`,
    ],
    'export/stalled': [
      408,
      () => 'Nobody took the export any further for ten minutes, so it was ended. Ask for it again.',
    ],
    'export/too-many': [
      429,
      (d: { most: number }) => `${d.most} exports are under way already. Try again when one of them has ended.`,
    ],
    'export/unknown-id': [404, (d: { id: string }) => `No export is known by the id "${d.id}" any more.`],
    'quality/not-ready': [
      503,
      () =>
        'There are so many answers that the figures are still being computed. They will be there in a minute; ask again then.',
    ],
    'quality/too-many': [
      429,
      (d: { most: number }) => `${d.most} figures are being computed already. Try again when some of them are ready.`,
    ],
    'read-model/behind': [
      503,
      () =>
        'What was asked is saved, but what you would see here is still being brought up to date. Try again in a few seconds.',
    ],
    'read-model/rebuilding': [409, () => 'The read model is being rebuilt already; wait until that has ended.'],
    'search/not-ready': [503, () => 'The search was interrupted before it had an answer. Search again in a moment.'],
    'search/too-many': [
      429,
      (d: { most: number }) => `${d.most} searches are waiting for each other already. Search again in a moment.`,
    ],
  },
  inherited,
);
