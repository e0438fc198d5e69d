import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { After, Paged, Scope } from './shapes.ts';

/** Where an onboarding is; `waiting` means that a page is being judged. */
export const OnboardingStatus = z.enum(['working', 'waiting', 'passed', 'failed']);
export type OnboardingStatus = z.infer<typeof OnboardingStatus>;

export const OnboardingRow = z.object({
  id: z.string(),
  run: z.string(),
  task: z.string(),
  worker: z.string(),
  status: OnboardingStatus,
  /** The page they are at, or were at when it ended, counted from 1. */
  page: z.int(),
  pages: z.int(),
  /** How many wrong answers they gave, and how many are allowed. */
  mistakes: z.int(),
  max_mistakes: z.int(),
  started_at: z.string(),
  ended_at: z.string().nullable(),
});
export type OnboardingRow = z.infer<typeof OnboardingRow>;

export const listOnboardings = endpoint({
  name: 'listOnboardings',
  method: 'GET',
  path: '/api/onboardings',
  summary: 'The onboardings of workers, the newest first, and how many of the scope have each status.',
  role: 'reader',
  query: Scope.extend({ ...Paged.shape, worker: z.string().optional(), status: OnboardingStatus.optional() }),
  reply: z.object({
    onboardings: z.array(OnboardingRow),
    /** Over all pages of the list, and whatever the status. */
    counts: z.record(OnboardingStatus, z.int()),
    cursor: z.string().optional(),
    sequence: z.int(),
  }),
});

/** A submitted page of an onboarding. */
export const OnboardingStep = z.object({
  page: z.int(),
  submitted_at: z.string(),
  /** How long the page was visible and used; null where it was not measured. */
  active_seconds: z.number().nullable(),
  /** What the page showed, without the right answer and the explanation. */
  inputs: z.record(z.string(), z.unknown()),
  answer: z.unknown(),
  /** The right answer by question; null where the page has none, such as where the task's code judges. */
  expected: z.record(z.string(), z.string()).nullable(),
  /** Null until the page is judged. */
  correct: z.boolean().nullable(),
  explanation: z.string().nullable(),
});
export type OnboardingStep = z.infer<typeof OnboardingStep>;

export const getOnboarding = endpoint({
  name: 'getOnboarding',
  method: 'GET',
  path: '/api/onboardings/:onboarding',
  summary: 'One onboarding with every page that was submitted: the answer, what was expected, and the explanation.',
  role: 'reader',
  params: z.object({ onboarding: z.string() }),
  query: After,
  reply: OnboardingRow.extend({ steps: z.array(OnboardingStep) }),
});

/** `jsonl` has an onboarding a line with its pages, `csv` a row for each submitted page. */
export const OnboardingFormat = z.enum(['jsonl', 'csv']);
export type OnboardingFormat = z.infer<typeof OnboardingFormat>;

export const exportOnboardings = endpoint({
  name: 'exportOnboardings',
  method: 'GET',
  path: '/api/export/onboardings',
  summary: "The onboardings of a run or of all runs of a task as a file, with Mephisto's words for their status.",
  role: 'reader',
  query: After.extend({ of: z.string().min(1), format: OnboardingFormat.default('jsonl') }),
  reply: z.unknown(),
  streams: 'bytes',
});
