import { assertFilters } from './eligibility.ts';
import type { Study, World } from './model.ts';
import { placesTaken, submissionsOf } from './places.ts';
import { found, Refusal, wrongField } from './refusal.ts';
import { settleStudy } from './study-life.ts';
import { type CompletionCode, changeableOncePublished, leastAllowedMinutes, StudyFields } from './study-shape.ts';
import { assertFunds, costOf, totalOf } from './wallet.ts';
import { projectOr } from './workspaces.ts';
import { newId, nowMs } from './world.ts';

/** Makes a draft of a study. */
export function createStudy(world: World, asked: StudyFields): Study {
  const project = projectOr(world, asked.project);
  const fields = completeFields({ ...asked, project: project.id });
  assertFields(world, fields);
  const study: Study = {
    id: newId(world),
    workspaceId: project.workspaceId,
    projectId: project.id,
    status: 'UNPUBLISHED',
    fields,
    createdAt: nowMs(world),
    publishedAt: null,
    publishAt: null,
    isTest: false,
  };
  world.studies.set(study.id, study);
  return study;
}

/** Fills in what follows from other fields, such as the codes of an older form of request. */
function completeFields(asked: StudyFields): StudyFields {
  const fields = { ...asked };
  fields.maximum_allowed_time ??= leastAllowedMinutes(fields.estimated_completion_time);
  if (fields.completion_code !== null && fields.completion_codes === null)
    fields.completion_codes = [
      {
        code: fields.completion_code,
        code_type: 'COMPLETED',
        actor: 'participant',
        actions: [{ action: 'MANUALLY_REVIEW' }],
      },
    ];
  return fields;
}

/** Changes a draft as one likes, and a published study where that is allowed. */
export function changeStudy(world: World, id: string, patch: Readonly<Record<string, unknown>>): Study {
  const study = found(world.studies, id, 'study');
  const fields = completeFields(StudyFields.parse({ ...study.fields, ...patch }));
  if (study.status !== 'UNPUBLISHED') {
    const fixed = Object.keys(patch).filter((key) => !(changeableOncePublished as readonly string[]).includes(key));
    if (fixed.length > 0)
      throw new Refusal(
        400,
        Object.fromEntries(fixed.map((key) => [key, ['It cannot change once the study is published.']])),
      );
    assertRaise(world, study, fields);
  } else study.projectId = projectOr(world, fields.project).id;
  assertFields(world, fields);
  const isRaised = fields.total_available_places > study.fields.total_available_places;
  study.fields = fields;
  if (isRaised && study.status === 'COMPLETED') settleStudy(world, study, 'ACTIVE');
  else settleStudy(world, study);
  return study;
}

function assertRaise(world: World, study: Study, fields: StudyFields): void {
  const raise = fields.total_available_places - study.fields.total_available_places;
  if (raise < 0) throw wrongField('total_available_places', 'It can only be increased once the study is published.');
  if (study.isTest || study.status === 'SCHEDULED') return;
  // What a completed study had left over was given back, so all places that open again cost money.
  const opened =
    study.status === 'COMPLETED' && raise > 0
      ? Math.max(0, fields.total_available_places - placesTaken(world, study.id))
      : raise;
  assertFunds(world, study.workspaceId, totalOf(costOf(world, fields.reward)) * opened);
}

/** Removes a draft. */
export function deleteStudy(world: World, id: string): void {
  const study = found(world.studies, id, 'study');
  if (study.status !== 'UNPUBLISHED') throw new Refusal(400, 'Only a study that was never published can be deleted.');
  study.cancelPublish?.();
  world.studies.delete(id);
}

/** Makes a draft like a study, which those who took part in that one do not get unless they may. */
export function cloneStudy(world: World, id: string, { isBlocking }: { isBlocking: boolean }): Study {
  const study = found(world.studies, id, 'study');
  const block = { filter_id: 'previous_studies_blocklist', selected_values: [id] };
  const filters = isBlocking ? [...study.fields.filters, block] : study.fields.filters;
  return createStudy(world, { ...structuredClone(study.fields), name: `${study.fields.name} Copy`, filters });
}

/** Makes a study for test participants of one, and publishes it. */
export function createTestStudy(world: World, id: string): Study {
  if (!world.features.testParticipants) throw new Refusal(403, 'Test studies are not enabled for this workspace.');
  const study = found(world.studies, id, 'study');
  const test = createStudy(world, structuredClone(study.fields));
  Object.assign(test, { isTest: true, status: 'ACTIVE', publishedAt: nowMs(world) } satisfies Partial<Study>);
  return test;
}

const leastHourly = { GBP: 600, USD: 800 };

function assertFields(world: World, fields: StudyFields): void {
  const addresses = [fields.external_study_url, fields.access_details, fields.data_collection_method];
  if (addresses.filter((one) => one !== null).length !== 1)
    throw wrongField(
      'external_study_url',
      'Give exactly one of external_study_url, access_details and data_collection_method.',
    );
  const hourly = (fields.reward * 60) / fields.estimated_completion_time;
  if (hourly < leastHourly[world.currency])
    throw wrongField(
      'reward',
      `It must come to at least ${leastHourly[world.currency]} an hour of the estimated time.`,
    );
  const least = leastAllowedMinutes(fields.estimated_completion_time);
  if ((fields.maximum_allowed_time ?? least) < least)
    throw wrongField('maximum_allowed_time', `Ensure this value is greater than or equal to ${least}.`);
  if (fields.filter_set_id !== null && fields.filters.length > 0)
    throw wrongField('filters', 'Give either filters or filter_set_id.');
  if (fields.filter_set_id !== null && !world.filterSets.has(fields.filter_set_id))
    throw wrongField('filter_set_id', `No filter set has the id ${fields.filter_set_id}.`);
  assertFilters(world, fields.filters);
  assertAllocations(fields.access_details, fields.total_available_places);
  assertCodes(world, fields.completion_codes ?? []);
}

function assertAllocations(details: StudyFields['access_details'], places: number): void {
  if (details === null) return;
  const sum = details.reduce((total, { total_allocation }) => total + total_allocation, 0);
  if (sum !== places)
    throw wrongField('access_details', `The allocations sum up to ${sum}, not to the ${places} available places.`);
}

function assertCodes(world: World, codes: readonly CompletionCode[]): void {
  const wrong = (sentence: string) => wrongField('completion_codes', sentence);
  const texts = codes.map(({ code }) => code);
  if (new Set(texts).size < texts.length) throw wrong('Each code may be there once.');
  for (const code of codes) assertCode(world, code, codes.length === 1);
}

function assertCode(world: World, { code, actor, actions }: CompletionCode, isSingle: boolean): void {
  const wrong = (sentence: string) => wrongField('completion_codes', sentence);
  const names = actions.map(({ action }) => action);
  const mayBeNull = isSingle && actor === 'participant' && names.every((name) => allowedWithoutCode.has(name));
  if (code === null && !mayBeNull)
    throw wrong('Only the single code of participants may be null, and with restricted actions.');
  if (names.includes('AUTOMATICALLY_APPROVE') && names.includes('MANUALLY_REVIEW'))
    throw wrong('AUTOMATICALLY_APPROVE and MANUALLY_REVIEW exclude each other.');
  if (names.includes('DYNAMIC_PAYMENT') && actor !== 'researcher')
    throw wrong('DYNAMIC_PAYMENT needs the actor researcher.');
  if (names.includes('DYNAMIC_PAYMENT') && !world.features.dynamicPayment)
    throw new Refusal(403, 'Dynamic payments are not enabled for this workspace.');
  if (names.includes('FIXED_SCREEN_OUT_PAYMENT') && !world.features.fixedScreenOut)
    throw new Refusal(403, 'Fixed screen-out payments are not enabled for this workspace.');
  for (const action of actions)
    if ('participant_group' in action && !world.groups.has(action.participant_group))
      throw wrong(`No participant group has the id ${action.participant_group}.`);
}

const allowedWithoutCode = new Set<string>(['AUTOMATICALLY_APPROVE', 'MANUALLY_REVIEW']);

/** Whether a study has all that publishing needs. */
export const isReadyToPublish = ({ status, fields }: Study): boolean =>
  status === 'UNPUBLISHED' && (fields.completion_codes?.length ?? 0) > 0;

/** How far each address of a study that has several is. */
export function accessProgress(world: World, id: string) {
  const { fields } = found(world.studies, id, 'study');
  if (fields.access_details === null) throw new Refusal(404, 'This study has no access details.');
  const submissions = submissionsOf(world, id);
  return fields.access_details.map(({ external_url, total_allocation }) => {
    const counts: Record<string, number> = {};
    for (const { accessUrl, status } of submissions)
      if (accessUrl === external_url) counts[status] = (counts[status] ?? 0) + 1;
    return { external_url, total_allocation, submissions: counts };
  });
}
