import { z } from 'zod';
import type { PublishedOffer, SubmissionReport, SubmissionStatus } from '../../../runtime/ports/provider-account.ts';
import { asOftenAsNeeded, ifThere, type Session } from './certain.ts';
import { optionsOf } from './options.ts';

const common = {
  id: z.string(),
  status: z.string(),
  started_at: z.string().nullish(),
  completed_at: z.string().nullish(),
  returned_at: z.string().nullish(),
  bonus_payments: z.array(z.int()).nullish(),
};
/** A submission in a list, which names worker and code otherwise than one by itself. */
const Item = z.object({ ...common, participant_id: z.string(), study_code: z.string().nullish() });
type Submission = z.infer<typeof Item>;
const Detail = z.object({
  ...common,
  participant: z.string(),
  study_id: z.string().nullish(),
  entered_code: z.string().nullish(),
});

const submissionPath = (id: string) => `submissions/${encodeURIComponent(id)}/`;

const statuses: Readonly<Record<string, SubmissionStatus>> = {
  RESERVED: 'active',
  ACTIVE: 'active',
  // The code was entered, and cannot be decided about yet.
  PROCESSING: 'active',
  'AWAITING REVIEW': 'submitted',
  APPROVED: 'approved',
  'PARTIALLY APPROVED': 'approved',
  REJECTED: 'rejected',
  RETURNED: 'returned',
  'TIMED-OUT': 'timed_out',
  'SCREENED OUT': 'screened_out',
};

/** After so long Prolific approves by itself what was handed in. */
const autoApproveMs = 21 * 24 * 60 * 60 * 1000;

function reportOf({ id, participant_id, study_code, ...one }: Submission): SubmissionReport {
  // Nothing is done about a status that nobody knows.
  const status = statuses[one.status] ?? 'active';
  const times = { active: one.started_at, submitted: one.completed_at, returned: one.returned_at };
  const at = times[status as keyof typeof times];
  const approvesAt =
    status === 'submitted' && one.completed_at
      ? new Date(Date.parse(one.completed_at) + autoApproveMs).toISOString()
      : undefined;
  return {
    submission: id,
    worker: participant_id,
    status,
    ...(at && { at: new Date(at).toISOString() }),
    ...(study_code && { code: study_code }),
    ...(approvesAt !== undefined && { approvesAt }),
    bonusesCents: one.bonus_payments ?? [],
  };
}

/** A submission comes to a status some time after the moment that its times name. */
const marginMs = 60 * 60 * 1000;

/** Only these statuses come with the time at which they began. */
const isOlder = ({ status, at }: SubmissionReport, since: string) =>
  (status === 'submitted' || status === 'returned') &&
  at !== undefined &&
  Date.parse(at) + marginMs < Date.parse(since);

/** All submissions of an offer, page after page; of those since a time, some from before may be among them. */
export async function* submissions(
  { api }: Session,
  { external }: PublishedOffer,
  since?: string,
): AsyncGenerator<readonly SubmissionReport[]> {
  for await (const page of api.list('submissions/', Item, { study: external })) {
    const reports = page.map(reportOf);
    yield since === undefined ? reports : reports.filter((one) => !isOlder(one, since));
  }
}

/** Up to so many are read one by one. */
const maxSingle = 10;

/** The submissions of these ids that are in the study, as Prolific has them. */
export async function readSubmissions(
  { api }: Session,
  { external }: PublishedOffer,
  ids: readonly string[],
): Promise<readonly Submission[]> {
  const found: Submission[] = [];
  const asked = new Set(ids);
  if (asked.size > maxSingle) {
    for await (const page of api.list('submissions/', Item, { study: external }))
      found.push(...page.filter(({ id }) => asked.has(id)));
    return found;
  }
  for (const id of asked) {
    const detail = await ifThere(api.get(submissionPath(id), Detail));
    // What is asked for may be a place of another study.
    if (!detail || (detail.study_id && detail.study_id !== external)) continue;
    const { participant: participant_id, entered_code: study_code, ...one } = detail;
    found.push({ ...one, participant_id, study_code });
  }
  return found;
}

/** The submissions of these ids that are there. */
export const submissionsOf = async (
  session: Session,
  offer: PublishedOffer,
  ids: readonly string[],
): Promise<readonly SubmissionReport[]> => (await readSubmissions(session, offer, ids)).map(reportOf);

const leastRejectionChars = 100;
const politely =
  'We looked at this submission with care, and are sorry that we cannot accept it. Write to us here if you think that this is a mistake.';

/** What a worker reads whose submission is rejected; Prolific takes no short text. */
export const rejectionText = (sentence: string): string => {
  const text = sentence.trim();
  return text.length >= leastRejectionChars ? text : `${text} ${politely}`.trim();
};

/** Rejects a submission. Asked again, Prolific leaves one that is rejected as it is. */
export async function reject(
  { api }: Session,
  { options }: PublishedOffer,
  submission: string,
  sentence: string,
): Promise<void> {
  const body = {
    action: 'REJECT',
    message: rejectionText(sentence),
    rejection_category: optionsOf(options).rejection_category,
  };
  await asOftenAsNeeded(() => api.send('POST', `${submissionPath(submission)}transition/`, body, z.unknown()));
}

/** Asks a worker to return a submission; asked again, it was asked for already. */
export async function askToReturn({ api }: Session, submission: string, reason: string): Promise<void> {
  const body = { request_return_reasons: [reason] };
  await asOftenAsNeeded(() => api.send('POST', `${submissionPath(submission)}request-return/`, body, z.unknown()));
}
