import { z } from 'zod';
import { isHtml } from '../blueprints/static-task.ts';

const text = z.string('must be text; put it in quotes').trim().min(1, 'must not be empty');

/** The keys of a task's config for its pages: what workers see, in previews and in the onboarding, too, and what reviewers see. */
export const pageKeys = {
  page: text.optional().describe('the folder with the index.html that workers see, instead of questions'),
  task_source: text
    .optional()
    .describe(
      `a bundle.js instead of a page, or a form in HTML, in which \${key} stands for a value of the item; the index.html is generated`,
    ),
  preview_source: text.optional().describe('the HTML that a preview shows instead of a form in HTML'),
  onboarding_source: text.optional().describe('the HTML that the onboarding shows instead of a form in HTML'),
  task_source_review: text
    .optional()
    .describe("a bundle.js that shows an answer to reviewers in the task's own view: its page is generated"),
  review_page: text
    .optional()
    .describe('the folder with the index.html that shows an answer to reviewers, instead of task_source_review'),
  extra_source_dir: text
    .optional()
    .describe(
      'a folder whose files are copied next to the page of questions or task_source, such as pictures of the items',
    ),
};

type Sources = { task_source?: string; preview_source?: string; onboarding_source?: string };
type Context = { addIssue(issue: { code: 'custom'; path: string[]; message: string }): void };

/** Faults for pieces of HTML that no form in HTML would show. */
export function requireHtml(
  { task_source = '', preview_source, onboarding_source }: Sources,
  { addIssue }: Context,
): void {
  if (isHtml(task_source)) return;
  const message = 'needs a "task_source" in HTML; other pages show themselves';
  if (preview_source) addIssue({ code: 'custom', path: ['preview_source'], message });
  if (onboarding_source) addIssue({ code: 'custom', path: ['onboarding_source'], message });
}
