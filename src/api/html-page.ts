import { z } from 'zod';

/** What the page for a task's own HTML is made from: pieces of HTML, in which `${key}` stands for a value of the item. */
export const HtmlPage = z.object({
  title: z.string(),
  /** The form that workers fill in. */
  task: z.string(),
  /** What a preview shows instead of the form. */
  preview: z.string().optional(),
  /** What is shown before the first unit. */
  onboarding: z.string().optional(),
  /** An item for previews, without what workers may not see. */
  sample: z.record(z.string(), z.unknown()).optional(),
});

export type HtmlPage = z.infer<typeof HtmlPage>;
