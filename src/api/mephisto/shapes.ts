import { z } from 'zod';

/** Without a limit a list is complete, as in Mephisto; with one it has a `cursor` for the next page. */
export const Listing = z.object({
  limit: z.coerce.number().int().min(1).max(1000).optional(),
  cursor: z.string().max(200).optional(),
});
export type Listing = z.infer<typeof Listing>;

/** The cursor of a list. */
export const More = z.object({ cursor: z.string().optional() });

/** Ids in a query, separated by commas. */
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

/** A number as it is, or the text of a whole number as that number; NaN for any other text. */
export const toWhole = (value: number | string): number =>
  typeof value === 'number' ? value : /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : Number.NaN;

/** An optional text; front ends may send null. */
export const OptionalText = z.string().trim().max(4000).nullish();

/** The reply to a command of Mephisto. */
export const Done = z.object({});

const Attachment = z.object({
  fieldname: z.string(),
  filename: z.string(),
  originalname: z.string(),
  mimetype: z.string(),
  size: z.int(),
});

/** A worker's opinion about a task, with the files attached to it. */
export const WorkerOpinion = z.object({
  questions: z.array(
    z.object({
      id: z.string(),
      question: z.string().nullable(),
      answer: z.string(),
      reviewed: z.literal(false),
      toxicity: z.null(),
    }),
  ),
  attachments: z.array(Attachment),
  attachments_by_fields: z.record(z.string(), z.array(Attachment)),
});
