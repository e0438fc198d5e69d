import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { draftBonuses, payBatch } from '../state/bonuses.ts';
import type { Submission, World } from '../state/model.ts';
import { found, wrongField } from '../state/refusal.ts';
import {
  approveInBulk,
  moveSubmission,
  movesMoney,
  rejectionCategories,
  requestReturn,
  screenOutAll,
} from '../state/reviews.ts';
import { dateOrNull } from '../state/world.ts';
import { serve } from './endpoint.ts';
import { bonusForm, submissionDetail, submissionItem } from './forms.ts';
import { listOf, pageOf, pageQuery } from './lists.ts';
import { Amount, Bonuses, ReturnRequested, SubmissionDetail, SubmissionItem } from './replies.ts';

const leastRejectionText = 100;

const Move = z.discriminatedUnion('action', [
  z.strictObject({ action: z.enum(['APPROVE', 'RETURN', 'START', 'SCREEN_OUT', 'UNREJECT', 'UNRETURN']) }),
  z.strictObject({
    action: z.literal('REJECT'),
    message: z.string().min(leastRejectionText),
    rejection_category: z.enum(rejectionCategories),
  }),
  z.strictObject({
    action: z.literal('COMPLETE'),
    completion_code: z.string().min(1),
    completion_code_data: z
      .strictObject({ percentage_of_reward: z.number().min(8).max(99), message_to_participant: z.string().optional() })
      .optional(),
  }),
]);

const day = z.string().regex(/^\d\d\/\d\d\/\d{4}$/, 'Enter a day as DD/MM/YYYY.');
const dayMs = 24 * 60 * 60 * 1000;

/** When a day such as 31/12/2026 begins. */
const beginOf = (text: string) => Date.parse(`${text.slice(6)}-${text.slice(3, 5)}-${text.slice(0, 2)}T00:00:00Z`);

/** Serves what concerns submissions and bonuses. */
export function serveSubmissions(app: FastifyInstance, world: World): void {
  const one = (id: string) => found(world.submissions, id, 'submission');
  const workspaceOf = (studyId: string) => world.studies.get(studyId)?.workspaceId;
  serve(app, world, {
    operation: 'list-submissions',
    method: 'GET',
    path: 'submissions/',
    query: z.strictObject({
      ...pageQuery,
      study: z.string().optional(),
      status: z.string().optional(),
      submitted_from: day.optional(),
      submitted_before: day.optional(),
    }),
    reply: listOf(SubmissionItem),
    act({ query, request }) {
      const { study, status, submitted_from: from, submitted_before: before } = query;
      if (study === undefined) throw wrongField('study', 'This field is required.');
      found(world.studies, study, 'study');
      const isAsked = ({ studyId, status: own, completedAt }: Submission) =>
        studyId === study &&
        (!status || own === status) &&
        (!from || (completedAt !== null && completedAt >= beginOf(from))) &&
        (!before || (completedAt !== null && completedAt < beginOf(before) + dayMs));
      const items = [...world.submissions.values()].filter(isAsked);
      return pageOf(
        request,
        items.map((item) => submissionItem(world, item)),
        query,
      );
    },
  });
  serve(app, world, {
    operation: 'get-submission',
    method: 'GET',
    path: 'submissions/:id/',
    reply: SubmissionDetail,
    act: ({ id }) => submissionDetail(world, one(id)),
  });
  serve(app, world, {
    operation: 'move-submission',
    method: 'POST',
    path: 'submissions/:id/transition/',
    body: Move,
    reply: SubmissionDetail,
    wallet: ({ id, body }) => (movesMoney(body.action) ? workspaceOf(one(id).studyId) : undefined),
    act: ({ id, body }) => submissionDetail(world, moveSubmission(world, id, body)),
  });
  serve(app, world, {
    operation: 'request-return',
    method: 'POST',
    path: 'submissions/:id/request-return/',
    body: z.strictObject({ request_return_reasons: z.array(z.string().min(1)).min(1) }),
    reply: ReturnRequested,
    act({ id }) {
      const { status, participantId, returnRequestedAt } = requestReturn(world, id);
      return { id, status, participant: participantId, return_requested: dateOrNull(returnRequestedAt) };
    },
  });
  serveMoney(app, world);
}

function serveMoney(app: FastifyInstance, world: World): void {
  const workspaceOf = (studyId: string) => world.studies.get(studyId)?.workspaceId;
  serve(app, world, {
    operation: 'bulk-approve',
    method: 'POST',
    path: 'submissions/bulk-approve/',
    body: z.union([
      z.strictObject({ submission_ids: z.array(z.string()).min(1) }),
      z.strictObject({ study_id: z.string(), participant_ids: z.array(z.string()).min(1) }),
    ]),
    reply: z.string(),
    wallet({ body }) {
      if ('study_id' in body) return workspaceOf(body.study_id);
      return workspaceOf(world.submissions.get(body.submission_ids[0] ?? '')?.studyId ?? '');
    },
    act({ body }) {
      approveInBulk(world, body);
      return 'The request to bulk approve has been made successfully.';
    },
  });
  serve(app, world, {
    operation: 'screen-out-submissions',
    method: 'POST',
    path: 'studies/:id/screen-out-submissions/',
    body: z.strictObject({
      submission_ids: z.array(z.string()).min(1),
      bonus_per_submission: z.int().min(0),
      increase_places: z.boolean(),
    }),
    reply: z.strictObject({ message: z.string(), payment_per_participant: Amount }),
    wallet: ({ id }) => workspaceOf(id),
    act({ id, body }) {
      screenOutAll(world, id, body);
      return {
        message: 'The submissions were screened out.',
        payment_per_participant: { amount: body.bonus_per_submission, currency: world.currency },
      };
    },
  });
  serve(app, world, {
    operation: 'draft-bonuses',
    method: 'POST',
    path: 'submissions/bonus-payments/',
    status: 201,
    body: z.strictObject({ study_id: z.string(), csv_bonuses: z.string().min(1) }),
    reply: Bonuses,
    act: ({ body }) => bonusForm(world, draftBonuses(world, body.study_id, body.csv_bonuses)),
  });
  serve(app, world, {
    operation: 'pay-bonuses',
    method: 'POST',
    path: 'bulk-bonus-payments/:id/pay/',
    status: 202,
    reply: z.string(),
    wallet: ({ id }) => workspaceOf(world.batches.get(id)?.studyId ?? ''),
    act({ id }) {
      payBatch(world, id);
      return 'The request to pay the bonuses has been made successfully.';
    },
  });
}
