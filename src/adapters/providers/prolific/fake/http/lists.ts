import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { PastEnd } from './errors.ts';

const defaultSize = 20;

/** The part of a list that is asked for. */
export const pageQuery = {
  page: z.coerce.number().int().min(1).default(1),
  page_size: z.coerce.number().int().min(1).max(1000).default(defaultSize),
  ordering: z.string().optional(),
};
export const offsetQuery = {
  limit: z.coerce.number().int().min(1).max(1000).default(defaultSize),
  offset: z.coerce.number().int().min(0).default(0),
};

const Link = z.strictObject({ href: z.string().nullable() });
const Meta = z.strictObject({ count: z.int() });

/** The form of a list with links to its other pages. */
export const listOf = (item: z.ZodType) =>
  z.strictObject({
    results: z.array(item),
    _links: z.strictObject({ self: Link, next: Link, previous: Link, last: Link }),
    meta: Meta,
  });

/** The form of a list that is asked for by an offset, which has no links. */
export const offsetListOf = (item: z.ZodType) => z.strictObject({ results: z.array(item), meta: Meta });

/** A page of a list. One past the end is not found, but for the first of an empty list. */
export function pageOf(
  request: FastifyRequest,
  items: readonly object[],
  { page, page_size, ordering }: { page: number; page_size: number; ordering?: string },
) {
  const last = Math.max(1, Math.ceil(items.length / page_size));
  if (page > last) throw new PastEnd();
  const hrefOf = (nth: number) => {
    const url = new URL(request.url, `${request.protocol}://${request.host}`);
    url.searchParams.set('page', String(nth));
    return { href: url.href };
  };
  const none = { href: null };
  return {
    results: ordered(items, ordering).slice((page - 1) * page_size, page * page_size),
    _links: {
      self: hrefOf(page),
      next: page < last ? hrefOf(page + 1) : none,
      previous: page > 1 ? hrefOf(page - 1) : none,
      last: hrefOf(last),
    },
    meta: { count: items.length },
  };
}

/** Orders a list by a field, with a hyphen before it from the largest to the smallest. */
function ordered(items: readonly object[], ordering: string | undefined): readonly object[] {
  if (!ordering) return items;
  const sign = ordering.startsWith('-') ? -1 : 1;
  const field = ordering.replace(/^-/, '') as keyof object;
  return items.toSorted((one, other) => {
    if (one[field] === other[field]) return 0;
    return (one[field] ?? '') < (other[field] ?? '') ? -sign : sign;
  });
}

/** A part of a list by its offset. */
export const offsetOf = (items: readonly object[], { limit, offset }: { limit: number; offset: number }) => ({
  results: items.slice(offset, offset + limit),
  meta: { count: items.length },
});
