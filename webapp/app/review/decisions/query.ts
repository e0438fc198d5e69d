import { listVerdicts } from '../../../../src/api/verdicts.ts';
import { pagesOf } from '../../data/queries.ts';
import { oneOrFirst, type RawSearch } from '../../data/search.ts';

/** Reads the address of the screen: whether decisions that were undone are shown, too. */
export const readDecisionsAddress = (raw: RawSearch) => ({ show: oneOrFirst(raw.show, ['standing', 'all']) });

/** The caller's verdicts, the newest first, page by page, with their units. */
export const decisionsQuery = ({ show }: ReturnType<typeof readDecisionsAddress>) =>
  pagesOf(listVerdicts, {
    query: { mine: 'true', in_force: show === 'standing' ? 'true' : undefined, with_units: 'true', limit: 50 },
  });
