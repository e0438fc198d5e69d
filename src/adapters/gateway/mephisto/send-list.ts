import { Readable } from 'node:stream';
import { setImmediate as breathe } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import type { Listing } from '../../../api/mephisto/shapes.ts';
import { cursorNumbers } from '../../../projections/store/cursors.ts';

type Page<Row> = { rows: readonly Row[]; cursor?: string };
type PageRequest = { limit: number; cursor?: string };

/** Returns the page of a list after a cursor, and a cursor if there is more. */
export type PageOf<Row> = (place: PageRequest) => Page<Row> | Promise<Page<Row>>;

type List<Row> = {
  /** The key of the rows in the reply. */
  name: string;
  query: Listing;
  pageOf: PageOf<Row>;
  /** The other keys of the reply. */
  beside?: Record<string, unknown>;
  /** How many rows are read at once if the query has no limit. */
  pageSize?: number;
};

/** Reading this many rows takes about ten ms, and then other requests get their turn. */
const defaultPageSize = 200;

/** Sends a list as one JSON object: the requested page, or everything, read as fast as the client reads. */
export async function sendList<Row>(reply: FastifyReply, list: List<Row>): Promise<FastifyReply> {
  const { limit = list.pageSize ?? defaultPageSize, cursor } = list.query;
  // Errors of the first page become refusals, since nothing is sent yet.
  const first = await list.pageOf({ limit, cursor });
  return reply
    .type('application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(Readable.from(textOf(reply, list, limit, first), { objectMode: false }));
}

async function* textOf<Row>(
  reply: FastifyReply,
  list: List<Row>,
  limit: number,
  first: Page<Row>,
): AsyncGenerator<string, void> {
  const { name, query, pageOf, beside = {} } = list;
  try {
    // Everything before the rows.
    yield JSON.stringify({ ...beside, [name]: [] }).slice(0, -2);
    let separator = '';
    for (let page = first; ; page = await pageOf({ limit, cursor: page.cursor })) {
      if (page.rows.length > 0) {
        yield separator + lineOf(page.rows);
        separator = ',';
      }
      const { cursor } = page;
      if (cursor === undefined) return yield ']}';
      if (query.limit !== undefined) return yield `],"cursor":${JSON.stringify(cursor)}}`;
      await breathe();
    }
  } catch (error) {
    // The status is already sent: a reply cut short shows the client that it is incomplete.
    reply.server.reportBug(error);
    throw error;
  }
}

const lineOf = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).join(',');

/** Pages of a list whose names are known. */
export const pagesOf =
  <Name, Row>(
    names: readonly Name[],
    rowsOf: (names: readonly Name[]) => readonly Row[] | Promise<readonly Row[]>,
  ): PageOf<Row> =>
  async ({ limit, cursor }) => {
    const [from = 0] = cursor === undefined ? [] : cursorNumbers(cursor, 1);
    const to = from + limit;
    const rows = await rowsOf(names.slice(from, to));
    return to < names.length ? { rows, cursor: String(to) } : { rows };
  };
