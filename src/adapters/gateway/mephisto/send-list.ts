import { Readable } from 'node:stream';
import { setImmediate as breathe } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import type { Listing } from '../../../api/mephisto/shapes.ts';
import { cursorNumbers } from '../../../projections/units/unit-page.ts';

type Page<Row> = { rows: readonly Row[]; cursor?: string };
type Place = { limit: number; cursor?: string };

/** Gives the page of a list behind a cursor, and a cursor if there are more. */
export type PageOf<Row> = (place: Place) => Page<Row> | Promise<Page<Row>>;

type List<Row> = {
  /** The key under which the rows stand. */
  name: string;
  wish: Listing;
  pageOf: PageOf<Row>;
  /** What stands before the rows. */
  beside?: Record<string, unknown>;
  /** So many rows are read at once where no limit is wanted. */
  atOnce?: number;
};

/** So many rows take some ten ms, and then others get their turn. */
const usuallyAtOnce = 200;

/** Answers with a list in one JSON object: the page that is wanted, or everything, read as fast as it is taken. */
export async function sendList<Row>(reply: FastifyReply, list: List<Row>): Promise<FastifyReply> {
  const { limit = list.atOnce ?? usuallyAtOnce, cursor } = list.wish;
  // What can be refused is refused by the first page, before anything is sent.
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
  const { name, wish, pageOf, beside = {} } = list;
  try {
    // All that stands before the rows.
    yield JSON.stringify({ ...beside, [name]: [] }).slice(0, -2);
    let separator = '';
    for (let page = first; ; page = await pageOf({ limit, cursor: page.cursor })) {
      if (page.rows.length > 0) {
        yield separator + lineOf(page.rows);
        separator = ',';
      }
      const { cursor } = page;
      if (cursor === undefined) return yield ']}';
      if (wish.limit !== undefined) return yield `],"cursor":${JSON.stringify(cursor)}}`;
      await breathe();
    }
  } catch (error) {
    // The status is long sent: the answer breaks off, so that nobody takes it for whole.
    reply.server.reportBug(error);
    throw error;
  }
}

const lineOf = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).join(',');

/** Pages of what is known by name already. */
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
