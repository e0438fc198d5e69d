import { z } from 'zod';
import { wayBack } from './way-back.ts';

const text = z.string('must be text; put it in quotes').trim().min(1, 'must not be empty');
const markdown = text.max(100_000, 'must not be longer than 100,000 characters');

/** Where the page goes after a submission. */
const AfterSubmission = z.union(
  [z.enum(['next', 'stay']), wayBack('must be "next", "stay", or an address that begins with https://')],
  'must be "next", "stay", or an address that begins with https:// and has no {…} in the name of its host',
);

/** The keys of a task's config for what is around its page: instructions, consent, contact, and what follows. */
export const frameKeys = {
  frame: z
    .boolean('must be true or false')
    .optional()
    .describe(
      'whether the page stands in a frame with title, pay, time, instructions and help; by default only the page of questions does',
    ),
  instructions: markdown
    .optional()
    .describe(
      'what workers do, in Markdown, or the name of a .md file in the task folder; they can open it at any time',
    ),
  consent: markdown
    .optional()
    .describe(
      'what workers agree to before their first unit, in Markdown, or the name of a .md file; when they agreed is recorded',
    ),
  contact: text
    .max(200, 'must not be longer than 200 characters')
    .optional()
    .describe('whom workers ask: an e-mail address, or any text'),
  opinion: z
    .array(text, 'must be a list of questions')
    .min(1, 'must have at least one question')
    .max(10, 'must not have more than 10 questions')
    .optional()
    .describe(
      'what workers are asked about the task itself, as texts; they answer when they are done, or at any time before',
    ),
  after_submission: AfterSubmission.default('next').describe(
    'what follows a submission: the next unit, the same page ("stay"), or an address, in which {code} stands for completion_code and {worker} for the worker',
  ),
  completion_code: text
    .max(200, 'must not be longer than 200 characters')
    .optional()
    .describe('a code that workers see once they have submitted a unit and there is no other for them'),
  languages: text
    .optional()
    .describe('a folder with texts of the frame in further languages, such as cy.json; see docs/pages.md'),
};

/** The keys that only a frame shows; `completion_code` may also be part of an address. */
export const inFrame = ['instructions', 'consent', 'contact', 'opinion'] as const;

/** Whether the page of a task stands in a frame. */
export const hasFrame = ({ frame, questions }: { frame?: boolean; questions?: unknown }): boolean =>
  frame ?? questions !== undefined;
