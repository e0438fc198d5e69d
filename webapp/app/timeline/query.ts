import { getTimeline } from '../../../src/api/timeline.ts';
import { pagesOf } from '../data/queries.ts';
import { oneOrFirst, type RawSearch, text } from '../data/search.ts';

/** A time in the address; undefined for anything else. */
const moment = (raw: unknown): string | undefined =>
  typeof raw === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(raw) && !Number.isNaN(Date.parse(raw)) ? raw : undefined;

/** The filters of a timeline, as in the address. */
export const readTimelineAddress = (raw: RawSearch) => ({
  kind: text(raw.kind),
  worker: text(raw.worker),
  unit: text(raw.unit),
  since: moment(raw.since),
  until: moment(raw.until),
  search: text(raw.search),
  order: oneOrFirst(raw.order, ['newest', 'oldest']),
});
type TimelineAddress = ReturnType<typeof readTimelineAddress>;

/** The facts that match the filters, page after page. */
export const timelineQuery = (id: string, { kind, worker, unit, since, until, search, order }: TimelineAddress) =>
  pagesOf(getTimeline, {
    params: { id },
    query: { kind, worker, unit, since, until, text: search?.slice(0, 200), order, limit: 50 },
  });
