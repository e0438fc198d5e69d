import { z } from 'zod';
import { mephisto } from './endpoint.ts';
import { Done, Listing, More, UnitIds, Words } from './shapes.ts';
import { Value } from './workers.ts';

const params = z.object({ qualification: z.string() });
const ofWorker = params.extend({ worker: z.string() });

export const MephistoQualification = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  creation_date: z.string(),
});
export type MephistoQualification = z.infer<typeof MephistoQualification>;

const Described = z.object({
  name: z.string().trim().min(1).max(50),
  description: z.string().trim().max(500).nullish(),
});

export const qualifications = mephisto({
  name: 'mephistoQualifications',
  method: 'GET',
  path: '/api/qualifications',
  says: 'All qualifications that are in use, or those that a worker holds.',
  role: 'reader',
  query: z.object({ worker_id: z.string().min(1).optional() }),
  reply: z.object({ qualifications: z.array(MephistoQualification) }),
});
export const createQualification = mephisto({
  name: 'mephistoCreateQualification',
  method: 'POST',
  path: '/api/qualifications',
  says: 'Creates a qualification; its name must be new.',
  role: 'reviewer',
  body: Described,
  reply: MephistoQualification,
});
export const qualification = mephisto({
  name: 'mephistoQualification',
  method: 'GET',
  path: '/api/qualifications/:qualification',
  says: 'One qualification.',
  role: 'reader',
  params,
  reply: MephistoQualification,
});
export const editQualification = mephisto({
  name: 'mephistoEditQualification',
  method: 'PATCH',
  path: '/api/qualifications/:qualification',
  says: 'Changes the name, and the description if one is given.',
  role: 'reviewer',
  params,
  body: Described,
  reply: MephistoQualification,
});
export const deleteQualification = mephisto({
  name: 'mephistoDeleteQualification',
  method: 'DELETE',
  path: '/api/qualifications/:qualification',
  says: 'Retires a qualification: it is listed and granted no more, and its history stays.',
  role: 'owner',
  params,
  reply: Done,
});
export const qualificationDetails = mephisto({
  name: 'mephistoQualificationDetails',
  method: 'GET',
  path: '/api/qualifications/:qualification/details',
  says: 'How many workers hold a qualification.',
  role: 'reader',
  params,
  reply: z.object({ granted_qualifications_count: z.int() }),
});

export const MephistoHolder = z.object({
  worker_id: z.string(),
  value: z.int(),
  worker_review_id: z.int(),
  granted_at: z.string(),
});
export type MephistoHolder = z.infer<typeof MephistoHolder>;

export const qualificationWorkers = mephisto({
  name: 'mephistoQualificationWorkers',
  method: 'GET',
  path: '/api/qualifications/:qualification/workers',
  says: 'Who holds a qualification; of a task, who was granted it over one of its units.',
  role: 'reader',
  params,
  query: Listing.extend({ task_id: z.string().min(1).optional() }),
  reply: More.extend({ workers: z.array(MephistoHolder) }),
});

const grantPath = '/api/qualifications/:qualification/workers/:worker/grant';
const revokePath = '/api/qualifications/:qualification/workers/:worker/revoke';

export const grant = mephisto({
  name: 'mephistoGrant',
  method: 'POST',
  path: grantPath,
  says: 'Grants a qualification to a worker, over the first of the units.',
  role: 'reviewer',
  params: ofWorker,
  body: z.object({ unit_ids: UnitIds, value: Value.nullish() }),
  reply: Done,
});
export const revoke = mephisto({
  name: 'mephistoRevoke',
  method: 'POST',
  path: revokePath,
  says: 'Takes a qualification from a worker, over the first of the units.',
  role: 'reviewer',
  params: ofWorker,
  body: z.object({ unit_ids: UnitIds }),
  reply: Done,
});
export const changeGrant = mephisto({
  name: 'mephistoChangeGrant',
  method: 'PATCH',
  path: grantPath,
  says: 'Changes the value that a worker holds, over no unit.',
  role: 'reviewer',
  params: ofWorker,
  body: z.object({ value: Value, explanation: Words }),
  reply: Done,
});
export const takeBack = mephisto({
  name: 'mephistoTakeBack',
  method: 'PATCH',
  path: revokePath,
  says: 'Takes a qualification from a worker, over no unit.',
  role: 'reviewer',
  params: ofWorker,
  body: z.object({ explanation: Words }).nullish(),
  reply: Done,
});

const sortable = [
  'worker_id',
  'worker_name',
  'qualification_id',
  'qualification_name',
  'value_current',
  'granted_at',
] as const;
export type SortableGrant = (typeof sortable)[number];
const descending = sortable.map((name) => `-${name}` as const);

export const MephistoGrant = z.object({
  worker_id: z.string(),
  worker_name: z.string(),
  qualification_id: z.string(),
  qualification_name: z.string(),
  value_current: z.int(),
  granted_at: z.string(),
  /** The last three times it was granted; over which unit, if it was over one. */
  units: z.array(
    z.object({
      unit_id: z.string().nullable(),
      task_id: z.string().nullable(),
      task_name: z.string().nullable(),
      value: z.int(),
      creation_date: z.string(),
    }),
  ),
});
export type MephistoGrant = z.infer<typeof MephistoGrant>;

export const grantedQualifications = mephisto({
  name: 'mephistoGrantedQualifications',
  method: 'GET',
  path: '/api/granted-qualifications',
  says: 'Who holds what, but for workers who are blocked; `-` before a column turns the order around.',
  role: 'reader',
  query: Listing.extend({
    qualification_id: z.string().min(1).optional(),
    sort: z.enum([...sortable, ...descending]).default('-granted_at'),
  }),
  reply: More.extend({ granted_qualifications: z.array(MephistoGrant) }),
});
