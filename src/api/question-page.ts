import { z } from 'zod';

/** How a value of an item is shown: as plain text, as formatted Markdown, or as the file that it names. */
export const shownAs = ['text', 'markdown', 'image', 'audio', 'video'] as const;

/** The types of questions that the page can ask. */
export const questionTypes = ['choice', 'choices', 'rating', 'text', 'pairwise', 'spans'] as const;

/** A value of the item that workers see, with a heading for it. */
export const ShownField = z.object({
  key: z.string(),
  as: z.enum(shownAs).optional(),
  label: z.string().optional(),
});

/** A question as the page asks it. */
export const PageQuestion = z.object({
  key: z.string(),
  label: z.string(),
  type: z.enum(questionTypes),
  help: z.string().optional(),
  optional: z.boolean(),
  labels: z.array(z.string()),
  /** The highest number of a rating; the lowest is 1. */
  scale: z.number().optional(),
  /** The words at the lowest and the highest number of a rating. */
  ends: z.array(z.string()).optional(),
  pairwise: z.object({ left: z.string(), right: z.string() }).optional(),
  /** The key of the text in which spans are marked. */
  of: z.string().optional(),
});

/** What the page for declared questions is made from; it has no gold answers, since workers can read it. */
export const QuestionPage = z.object({
  title: z.string(),
  description: z.string(),
  /** What is shown of an item, in order; without it, every value of the item. */
  show: z.array(ShownField).optional(),
  questions: z.array(PageQuestion),
  /** An item for previews, without what workers may not see. */
  sample: z.record(z.string(), z.unknown()).optional(),
});

export type ShownField = z.infer<typeof ShownField>;
export type PageQuestion = z.infer<typeof PageQuestion>;
export type QuestionPage = z.infer<typeof QuestionPage>;
