import type { Reported } from '../../actors/provider-submission.ts';
import type { SubmissionReport } from '../ports/provider-account.ts';
import { noteStatus } from './perform-offer.ts';
import { type AtWork, offerOf, publishedOf, recordReports } from './provider-work.ts';

/** How many places one commit takes in at most. */
const placesInCommit = 200;

/**
 * Reads where the places of an offer stand and records what is new; `since` (ISO 8601) leaves out what did not change since. Resolves to how many
 * reports there were. An offer that was deleted at the provider is recorded as gone.
 */
export async function readSubmissions(at: AtWork, since?: string): Promise<number> {
  const published = publishedOf(offerOf(at));
  if (!published) return 0;
  const status = await at.account.status(published);
  await noteStatus(at, status);
  if (status === 'gone') return 0;
  let count = 0;
  for await (const reports of at.account.submissions(published, since)) {
    await record(at, reports);
    count += reports.length;
  }
  return count;
}

/** The same for places of these ids at the provider, such as those that a message of it names. */
export async function readSome(at: AtWork, submissions: readonly string[]): Promise<void> {
  const published = publishedOf(offerOf(at));
  if (published) await record(at, await at.account.submissionsOf(published, submissions));
}

/** Records reports of the provider. */
export async function record(at: AtWork, reports: readonly SubmissionReport[]): Promise<void> {
  const { run } = at;
  const { provider } = offerOf(at).context;
  // Who leaves a conversation changes it for the others, so that each report is a decision of its own.
  const size = run.state().taskRun.context.settings.conversation ? 1 : placesInCommit;
  for (let from = 0; from < reports.length; from += size) {
    const some = reports.slice(from, from + size).map((one) => reported(at, provider, one));
    await recordReports(at, some);
  }
}

function reported({ work }: AtWork, provider: string, report: SubmissionReport): Reported {
  const { submission: external, worker, status, at, code, approvesAt } = report;
  return {
    submissionId: work.submissionId(provider, external),
    workerId: work.workerId(provider, worker),
    ...{ provider, worker, external, status },
    ...(at ? { at } : {}),
    ...(code ? { code } : {}),
    ...(approvesAt ? { approvesAt } : {}),
  };
}
