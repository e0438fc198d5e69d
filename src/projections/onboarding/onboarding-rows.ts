import { and, count, desc, eq, inArray, lt, type SQL } from 'drizzle-orm';
import type { RunSettings } from '../../events/task-run.ts';
import { runsIn, type Scope } from '../runs/scope.ts';
import { taskRuns } from '../runs/task-runs.ts';
import { cursorNumbers } from '../store/cursors.ts';
import type { Database } from '../store/database.ts';
import { type OnboardingStatus, onboardingAnswers, onboardings } from './onboardings.ts';

type Filter = Scope & { worker?: string; status?: OnboardingStatus };
type Query = Filter & { limit: number; cursor?: string };
type Page = Record<string, unknown>;

/** An onboarding as lists show it; pages count from 1. */
export type OnboardingRow = {
  id: string;
  run: string;
  task: string;
  worker: string;
  status: OnboardingStatus;
  page: number;
  pages: number;
  mistakes: number;
  max_mistakes: number;
  started_at: string;
  ended_at: string | null;
};

/** A submitted page, with what it showed and the config by which it is judged. */
export type SubmittedPage = {
  /** Counted from 0. */
  page: number;
  shown: Page;
  config: Page;
  answer: unknown;
  submittedAt: string;
  activeSeconds: number | null;
  correct: boolean | null;
  explanation: string | null;
};

const everyStatus = ['working', 'waiting', 'passed', 'failed'] as const;

/** A page of onboardings, the newest first, with a cursor if there are more. */
export function onboardingPage(db: Database, query: Query): { onboardings: OnboardingRow[]; cursor?: string } {
  const { status, limit, cursor } = query;
  const before = cursor === undefined ? undefined : lt(onboardings.row, cursorNumbers(cursor, 1)[0] ?? 0);
  const found = select(db)
    .where(and(matching(db, query), status && eq(onboardings.status, status), before))
    .orderBy(desc(onboardings.row))
    .limit(limit + 1)
    .all();
  const last = found.slice(0, limit).at(-1);
  const rows = found.slice(0, limit).map(toRow);
  return found.length > limit && last ? { onboardings: rows, cursor: `${last.onboarding.row}` } : { onboardings: rows };
}

/** How many onboardings of a scope or a worker have each status. */
export function onboardingCounts(db: Database, filter: Omit<Filter, 'status'>): Record<OnboardingStatus, number> {
  const found = db
    .select({ status: onboardings.status, count: count() })
    .from(onboardings)
    .where(matching(db, filter))
    .groupBy(onboardings.status)
    .all();
  const countOf = (status: OnboardingStatus) => found.find((one) => one.status === status)?.count ?? 0;
  return Object.fromEntries(everyStatus.map((status) => [status, countOf(status)])) as Record<OnboardingStatus, number>;
}

/** One onboarding with the pages that were submitted, in order. */
export function onboardingDetail(
  db: Database,
  id: string,
): { row: OnboardingRow; submitted: SubmittedPage[] } | undefined {
  const found = select(db).where(eq(onboardings.agentId, id)).get();
  if (!found) return undefined;
  const { config } = found.run;
  const pages = pagesOf(found);
  const submitted = db
    .select()
    .from(onboardingAnswers)
    .where(eq(onboardingAnswers.agentId, id))
    .orderBy(onboardingAnswers.row)
    .all()
    .map(({ page, answer, submittedAt, activeSeconds, correct, explanation }) => ({
      ...{ page, shown: pages[page] ?? {}, config, answer, submittedAt, activeSeconds, correct, explanation },
    }));
  return { row: toRow(found), submitted };
}

/** The ids of the onboardings of runs, in the order in which they began. */
export const onboardingIds = (db: Database, runs: readonly string[]): string[] =>
  db
    .select({ id: onboardings.agentId })
    .from(onboardings)
    .where(inArray(onboardings.runId, [...runs]))
    .orderBy(onboardings.row)
    .all()
    .map(({ id }) => id);

const select = (db: Database) =>
  db
    .select({ onboarding: onboardings, run: taskRuns })
    .from(onboardings)
    .innerJoin(taskRuns, eq(taskRuns.runId, onboardings.runId));
type Found = { onboarding: typeof onboardings.$inferSelect; run: typeof taskRuns.$inferSelect };

function matching(db: Database, { worker, ...scope }: Omit<Filter, 'status'>): SQL | undefined {
  const isScoped = scope.run !== undefined || scope.task !== undefined;
  return and(
    isScoped ? inArray(onboardings.runId, runsIn(db, scope)) : undefined,
    worker === undefined ? undefined : eq(onboardings.workerId, worker),
  );
}

/** The pages that the code made for this worker, else those of the config. */
const pagesOf = ({ onboarding, run }: Found): Page[] =>
  onboarding.pages ?? (run.config.onboarding_data as Page[] | undefined) ?? [{}];

function toRow(found: Found): OnboardingRow {
  const { agentId, runId, workerId, status, page, mistakes, startedAt, endedAt } = found.onboarding;
  const { onboarding } = found.run.settings as Partial<RunSettings>;
  return {
    ...{ id: agentId, run: runId, task: found.run.task, worker: workerId, status },
    ...{ page: page + 1, pages: pagesOf(found).length, mistakes, max_mistakes: onboarding?.maxMistakes ?? 0 },
    ...{ started_at: startedAt, ended_at: endedAt },
  };
}
