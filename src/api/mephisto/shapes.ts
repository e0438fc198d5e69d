import { z } from 'zod';

/** Without a limit a list is whole, as in Mephisto; with one it has a `cursor` behind which it goes on. */
export const Listing = z.object({
  limit: z.coerce.number().int().min(1).max(1000).optional(),
  cursor: z.string().max(200).optional(),
});
export type Listing = z.infer<typeof Listing>;

/** What a list has beside its rows. */
export const More = z.object({ cursor: z.string().optional() });

/** Ids in a query, with commas between them. */
export const IdsInQuery = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((id) => id.trim())
      .filter((id) => id !== ''),
  )
  .pipe(z.array(z.string()).min(1, 'must name at least one unit').max(10_000));

/** The ids of units in a body. */
export const UnitIds = z.array(z.string()).min(1, 'must name at least one unit').max(10_000);

/** A text that may be left out, or be null as front ends send it. */
export const Words = z.string().trim().max(4000).nullish();

/** What a command of Mephisto answers when it is done. */
export const Done = z.object({});
