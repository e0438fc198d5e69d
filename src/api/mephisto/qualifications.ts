import { z } from 'zod';
import { clearName } from '../names.ts';
import { mephisto } from './endpoint.ts';
import { Done, Listing, More, OptionalText, UnitIds } from './shapes.ts';
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

const QualificationBody = z.object({
  name: clearName(50),
  description: z.string().trim().max(500).nullish(),
});

export const qualifications = mephisto({
  name: 'mephistoQualifications',
  method: 'GET',
  path: '/api/qualifications',
  summary: 'All qualifications that are in use, or those that a worker holds.',
  role: 'reader',
  query: z.object({ worker_id: z.string().min(1).optional() }),
  reply: z.object({ qualifications: z.array(MephistoQualification) }),
});
export const createQualification = mephisto({
  name: 'mephistoCreateQualification',
  method: 'POST',
  path: '/api/qualifications',
  summary: 'Creates a qualification; its name must be new.',
  role: 'reviewer',
  body: QualificationBody,
  reply: MephistoQualification,
});
export const qualification = mephisto({
  name: 'mephistoQualification',
  method: 'GET',
  path: '/api/qualifications/:qualification',
  summary: 'One qualification.',
  role: 'reader',
  params,
  reply: MephistoQualification,
});
export const editQualification = mephisto({
  name: 'mephistoEditQualification',
  method: 'PATCH',
  path: '/api/qualifications/:qualification',
  summary: 'Changes the name, and the description if one is given.',
  role: 'reviewer',
  params,
  body: QualificationBody,
  reply: MephistoQualification,
});
export const deleteQualification = mephisto({
  name: 'mephistoDeleteQualification',
  method: 'DELETE',
  path: '/api/qualifications/:qualification',
  summary: 'Retires a qualification: it is not listed or granted any more, its history stays.',
  role: 'owner',
  params,
  reply: Done,
});
export const qualificationDetails = mephisto({
  name: 'mephistoQualificationDetails',
  method: 'GET',
  path: '/api/qualifications/:qualification/details',
  summary: 'How many workers hold a qualification.',
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
  summary: 'The workers with a qualification; with a task, those who were granted it for one of its units.',
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
  summary: 'Grants a qualification to a worker, for the first of the units.',
  role: 'reviewer',
  params: ofWorker,
  body: z.object({ unit_ids: UnitIds, value: Value.nullish() }),
  reply: Done,
});
export const revoke = mephisto({
  name: 'mephistoRevoke',
  method: 'POST',
  path: revokePath,
  summary: 'Revokes a qualification of a worker, for the first of the units.',
  role: 'reviewer',
  params: ofWorker,
  body: z.object({ unit_ids: UnitIds }),
  reply: Done,
});
export const changeGrant = mephisto({
  name: 'mephistoChangeGrant',
  method: 'PATCH',
  path: grantPath,
  summary: "Changes a worker's value, for no unit.",
  role: 'reviewer',
  params: ofWorker,
  body: z.object({ value: Value, explanation: OptionalText }),
  reply: Done,
});
export const revokeWithoutUnit = mephisto({
  name: 'mephistoTakeBack',
  method: 'PATCH',
  path: revokePath,
  summary: 'Revokes a qualification of a worker, for no unit.',
  role: 'reviewer',
  params: ofWorker,
  body: z.object({ explanation: OptionalText }).nullish(),
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
  /** The last three grants, with the unit if there is one. */
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
  summary: 'All grants of workers who are not blocked; `-` before a column sorts in descending order.',
  role: 'reader',
  query: Listing.extend({
    qualification_id: z.string().min(1).optional(),
    sort: z.enum([...sortable, ...descending]).default('-granted_at'),
  }),
  reply: More.extend({ granted_qualifications: z.array(MephistoGrant) }),
});
