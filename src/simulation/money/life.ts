import { type Budgets, budgetKey } from '../../actors/caps.ts';
import { openMailbox } from '../../actors/mailbox.ts';
import { Refusal } from '../../actors/refusal.ts';
import { workspaceDecider } from '../../actors/workspace.ts';
import type { Fact } from '../../events/catalog.ts';
import type { OfferId, RunId, SubmissionId, VerdictId, WorkerId } from '../../events/ids.ts';
import { type Log, WORKSPACE } from '../../events/log.ts';
import { type OpenRun, openRun } from '../../runtime/open-run.ts';
import type { Accounts } from '../../runtime/ports/accounts.ts';
import type { OpenAccount } from '../../runtime/ports/provider-account.ts';
import { openOffering } from '../../runtime/providers/offering.ts';
import type { OfferedRun, ProviderWork } from '../../runtime/providers/provider-work.ts';
import { openVisits } from '../../runtime/providers/visit-offer.ts';
import { openClaims } from '../../runtime/review/claims.ts';
import { openReviewService } from '../../runtime/review/review-service.ts';
import { openWithinBudget } from '../../runtime/within-budget.ts';
import type { Market } from './market.ts';
import { openProcess, type Process } from './process.ts';

/** What outlives a process: its log, what it was told of budgets, and the providers. */
export type Outside = {
  log: Log;
  runIds: readonly RunId[];
  budgets: Budgets;
  markets: readonly Market[];
  now: () => number;
  /** A number that was not given before. */
  next: () => number;
  /** The unit of each verdict, as the rows have it. */
  verdicts: Map<string, string>;
  /** Places that were given back, rejected or out of time; and those that the provider took as handed in, or paid, after that. */
  ended: Set<SubmissionId>;
  revived: Map<SubmissionId, { submissionId: SubmissionId; offerId: OfferId }>;
};

/** One life of the program: from the opening of the log to the end of the process. */
export type Life = {
  process: Process;
  runs: readonly OpenRun[];
  visit: ReturnType<typeof openVisits>;
  offered: (run: OpenRun) => OfferedRun;
  offering: ReturnType<typeof openOffering>;
  review: ReturnType<typeof openReviewService>;
  withinBudget: ReturnType<typeof openWithinBudget>;
  close(): void;
};

export const workerIdOf = (provider: string, name: string) => `w-${provider}-${name}` as WorkerId;
export const submissionIdOf = (provider: string, external: string) => `s-${provider}-${external}` as SubmissionId;

/** Opens everything from the log. */
export async function openLife(outside: Outside): Promise<Life> {
  const { log, runIds, budgets, now, next } = outside;
  const process = openProcess();
  const settings = {
    log,
    stamp: (by: string) => ({ id: `fact-${next()}`, at: new Date(now()).toISOString(), by }),
    commitId: () => `commit-${next()}`,
    pause: async () => undefined,
  };
  const runs: OpenRun[] = [];
  for (const runId of runIds) {
    const run = await openRun(runId, log, settings, ({ facts }) => noteRevived(outside, facts));
    runs.push({ ...run, mailbox: mortal(run.mailbox, process) });
  }
  const workspaceMailbox = await openMailbox({ ...settings, decider: workspaceDecider, stream: WORKSPACE });
  const mailbox = mortal(workspaceMailbox, process);
  const withinBudget = openWithinBudget({ budgets: () => budgets, runs: () => runs.map((run) => run.mailbox.run) });
  const runtime = {
    run: (id: string) => runs.find(({ runId }) => runId === id) as OpenRun,
    runs: () => runs,
    workspace: { mailbox, restoredAt: 0, isBarred: () => false },
    askWorkspace: (command: never, by: string) => mailbox.ask(command, by),
    withinBudget,
  };
  const review = openReviewService({
    runtime: runtime as never,
    claims: openClaims(now),
    unitOfVerdict: async (verdict) => outside.verdicts.get(verdict),
    notify: () => undefined,
    newId: () => `v${next()}` as VerdictId,
  });
  const accounts = accountsOf(outside.markets, process);
  const work: ProviderWork = { accounts, withinBudget, now, workerId: workerIdOf, submissionId: submissionIdOf };
  return {
    ...{ process, runs, review, withinBudget },
    visit: openVisits({ work }),
    offered: ({ runId, mailbox }) => ({
      runId,
      state: () => mailbox.run,
      ask: (command) => mailbox.ask(command, 'manyhands'),
    }),
    offering: openOffering({
      ...{ accounts, withinBudget },
      addressOf: (run) => ({ address: `https://study.example/work?run=${run}`, isPublic: true }),
      requireReached: async () => undefined,
    }),
    close: () => review.close(),
  };
}

/** A mailbox that is asked nothing by a process that was killed, and whose answers such a process does not hear. */
function mortal<Asked extends { ask(command: never, by: string): Promise<unknown> }>(mailbox: Asked, process: Process) {
  const ask = async (command: never, by: string) => {
    await process.point();
    try {
      return await mailbox.ask(command, by);
    } finally {
      await process.point();
    }
  };
  return Object.create(mailbox, { ask: { value: ask } }) as Asked;
}

function accountsOf(markets: readonly Market[], process: Process): Accounts {
  const opened = new Map<string, OpenAccount>();
  const providers = new Map(markets.map((market) => [market.requester, market.provider(process)]));
  return {
    providers: [...providers.values()],
    provider: (name) => [...providers.values()].find((one) => one.name === name) as never,
    async open(requester) {
      const market = markets.find((one) => one.requester === requester);
      const provider = providers.get(requester);
      if (!market || !provider?.open) throw new Error(`no requester ${requester}`);
      const account = opened.get(requester) ?? (await provider.open(market.credentials));
      opened.set(requester, account);
      return { provider, account, isSimulated: true };
    },
  };
}

/** Sets the most that may be committed. */
export function setBudget(budgets: Budgets, scope: 'run' | 'task' | 'requester', name: string, capCents: number): void {
  budgets.set(budgetKey({ scope, name }), { scope, name, capCents, currency: 'USD' });
}

/** What people would read as a refusal is no fault. */
export async function unlessRefused<Result>(work: () => Promise<Result>): Promise<Result | Refusal> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

const over = new Set(['submission.returned', 'submission.timed-out', 'submission.rejected']);

/** Takes in which places came back after they were over. */
function noteRevived({ revived, ended }: Outside, facts: readonly Fact[]): void {
  for (const { type, data } of facts) {
    if (!type.startsWith('submission.')) continue;
    const { submissionId, offerId } = data as { submissionId: SubmissionId; offerId: OfferId };
    if (over.has(type)) ended.add(submissionId);
    else if (ended.has(submissionId)) revived.set(submissionId, { submissionId, offerId });
  }
}
