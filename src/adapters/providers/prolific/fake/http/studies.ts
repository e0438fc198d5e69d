import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { World } from '../state/model.ts';
import { submissionsOf } from '../state/places.ts';
import { found, Refusal } from '../state/refusal.ts';
import {
  accessProgress,
  changeStudy,
  cloneStudy,
  createStudy,
  createTestStudy,
  deleteStudy,
} from '../state/studies.ts';
import { moveStudy, movesMoney, studyActions } from '../state/study-life.ts';
import { StudyFields } from '../state/study-shape.ts';
import { costOf, timesCost, totalOf } from '../state/wallet.ts';
import { serve } from './endpoint.ts';
import { studyForm, studyShort, submissionItem } from './forms.ts';
import { listOf, pageOf, pageQuery } from './lists.ts';
import { Cost, Counts, Id, Study, StudyShort, SubmissionItem } from './replies.ts';

const states = ['UNPUBLISHED', 'SCHEDULED', 'PUBLISHING', 'ACTIVE', 'AWAITING REVIEW', 'PAUSED', 'COMPLETED'] as const;

/** Serves what concerns studies. */
export function serveStudies(app: FastifyInstance, world: World): void {
  const workspaceOf = (id: string) => found(world.studies, id, 'study').workspaceId;
  serve(app, world, {
    operation: 'list-studies',
    method: 'GET',
    path: 'studies/',
    query: z.strictObject({ ...pageQuery, state: z.enum(states).optional() }),
    reply: listOf(StudyShort),
    act({ query, request }) {
      const studies = [...world.studies.values()].filter(({ status }) => !query.state || status === query.state);
      return pageOf(
        request,
        studies.map((study) => studyShort(world, study)),
        query,
      );
    },
  });
  serve(app, world, {
    operation: 'create-study',
    method: 'POST',
    path: 'studies/',
    status: 201,
    body: StudyFields,
    reply: Study,
    act: ({ body }) => studyForm(world, createStudy(world, body)),
  });
  serve(app, world, {
    operation: 'get-study',
    method: 'GET',
    path: 'studies/:id/',
    reply: Study,
    act: ({ id }) => studyForm(world, found(world.studies, id, 'study')),
  });
  serve(app, world, {
    operation: 'change-study',
    method: 'PATCH',
    path: 'studies/:id/',
    body: z.record(z.string(), z.unknown()),
    reply: Study,
    wallet: ({ id, body }) => ('total_available_places' in body ? workspaceOf(id) : undefined),
    act: ({ id, body }) => studyForm(world, changeStudy(world, id, body)),
  });
  serve(app, world, {
    operation: 'delete-study',
    method: 'DELETE',
    path: 'studies/:id/',
    act: ({ id }) => deleteStudy(world, id),
  });
  serve(app, world, {
    operation: 'move-study',
    method: 'POST',
    path: 'studies/:id/transition/',
    body: z.strictObject({ action: z.enum(studyActions), publish_at: z.iso.datetime({ offset: true }).optional() }),
    reply: Study,
    wallet: ({ id, body }) => (movesMoney(body.action) ? workspaceOf(id) : undefined),
    act: ({ id, body }) => studyForm(world, moveStudy(world, id, body)),
  });
  serve(app, world, {
    operation: 'clone-study',
    method: 'POST',
    path: 'studies/:id/clone/',
    body: z.strictObject({ block_previous_participants: z.boolean().default(true) }),
    reply: Study,
    act: ({ id, body }) => studyForm(world, cloneStudy(world, id, { isBlocking: body.block_previous_participants })),
  });
  serve(app, world, {
    operation: 'test-study',
    method: 'POST',
    path: 'studies/:id/test-study',
    reply: z.strictObject({ study_id: Id, study_url: z.string() }),
    act({ id, request }) {
      const study = createTestStudy(world, id);
      return { study_id: study.id, study_url: `${request.protocol}://${request.host}/studies/${study.id}` };
    },
  });
  serveStudyFigures(app, world);
}

function serveStudyFigures(app: FastifyInstance, world: World): void {
  const amount = (cents: number) => ({ amount: cents, currency: world.currency });
  serve(app, world, {
    operation: 'study-cost',
    method: 'GET',
    path: 'studies/:id/cost/',
    query: z.strictObject({ is_projected: z.enum(['true', 'false']).default('false') }),
    reply: Cost,
    act({ id, query }) {
      const study = found(world.studies, id, 'study');
      const paid = (...kinds: string[]) =>
        world.movements
          .filter((one) => one.study === id && kinds.includes(one.kind))
          .reduce((sum, { cents }) => sum + cents, 0);
      const projected = timesCost(costOf(world, study.fields.reward), study.fields.total_available_places);
      const rewards =
        query.is_projected === 'true'
          ? projected
          : {
              rewards: paid('reward', 'screen-out'),
              fees: paid('fee', 'screen-out-fee'),
              vat: paid('vat', 'screen-out-vat'),
            };
      return {
        rewards: { rewards: amount(rewards.rewards), fees: amount(rewards.fees), tax: amount(rewards.vat) },
        bonuses: {
          bonuses: amount(paid('bonus')),
          fees: amount(paid('bonus-fee')),
          tax: amount(paid('bonus-vat')),
        },
      };
    },
  });
  serve(app, world, {
    operation: 'study-submissions',
    method: 'GET',
    path: 'studies/:id/submissions/',
    query: z.strictObject(pageQuery),
    reply: listOf(SubmissionItem),
    act({ id, query, request }) {
      found(world.studies, id, 'study');
      const items = submissionsOf(world, id).map((submission) => submissionItem(world, submission));
      return pageOf(request, items, query);
    },
  });
  serve(app, world, {
    operation: 'count-submissions',
    method: 'GET',
    path: 'studies/:id/submissions/counts/',
    reply: Counts,
    act({ id }) {
      found(world.studies, id, 'study');
      const statuses = submissionsOf(world, id).map(({ status }) => status);
      const keys = Object.keys(Counts.shape).filter((key) => key !== 'TOTAL');
      const counts = keys.map((key) => [key, statuses.filter((status) => status === key).length]);
      return { ...Object.fromEntries(counts), TOTAL: statuses.length };
    },
  });
  serve(app, world, {
    operation: 'access-details-progress',
    method: 'GET',
    path: 'studies/:id/access-details-progress/',
    reply: z.array(
      z.strictObject({
        external_url: z.string(),
        total_allocation: z.int(),
        submissions: z.record(z.string(), z.int()),
      }),
    ),
    act: ({ id }) => accessProgress(world, id),
  });
  serveProjectStudies(app, world);
}

function serveProjectStudies(app: FastifyInstance, world: World): void {
  serve(app, world, {
    operation: 'calculate-cost',
    method: 'POST',
    path: 'study-cost-calculator/',
    body: z.strictObject({ reward: z.int().min(1), total_available_places: z.int().min(1) }),
    reply: z.strictObject({ total_cost: z.int() }),
    act: ({ body }) => ({ total_cost: totalOf(costOf(world, body.reward)) * body.total_available_places }),
  });
  serve(app, world, {
    operation: 'project-studies',
    method: 'GET',
    path: 'projects/:id/studies/',
    query: z.strictObject(pageQuery),
    reply: listOf(StudyShort),
    act({ id, query, request }) {
      found(world.projects, id, 'project');
      const studies = [...world.studies.values()].filter(({ projectId }) => projectId === id);
      return pageOf(
        request,
        studies.map((study) => studyShort(world, study)),
        query,
      );
    },
  });
  serve(app, world, {
    operation: 'delete-project-study',
    method: 'DELETE',
    path: 'projects/:id/studies/:studyId/',
    act({ id, params }) {
      const study = found(world.studies, params.studyId ?? '', 'study');
      if (study.projectId !== id) throw new Refusal(404, 'This project has no such study.');
      deleteStudy(world, study.id);
    },
  });
}
