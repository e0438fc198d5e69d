import type { Participant, World } from './model.ts';
import { submissionsOf } from './places.ts';
import { Refusal } from './refusal.ts';
import type { Filter } from './study-shape.ts';

/** A filter as the service describes it. */
export type KnownFilter = {
  filter_id: string;
  title: string;
  type: 'select' | 'range' | 'group';
  data_type: 'ChoiceID' | 'integer' | 'ParticipantGroupID' | 'StudyID' | 'ParticipantID' | 'Filter';
  min?: number;
  max?: number;
  choices?: Readonly<Record<string, string>>;
};

const list = (filter_id: string, title: string, data_type: KnownFilter['data_type']): KnownFilter => ({
  filter_id,
  title,
  type: 'select',
  data_type,
});

/** The filters that there are; those of the real service are many more. */
export const knownFilters: readonly KnownFilter[] = [
  list('participant_group_allowlist', 'Participant group allowlist', 'ParticipantGroupID'),
  list('participant_group_blocklist', 'Participant group blocklist', 'ParticipantGroupID'),
  list('previous_studies_allowlist', 'Previous studies allowlist', 'StudyID'),
  list('previous_studies_blocklist', 'Previous studies blocklist', 'StudyID'),
  list('custom_allowlist', 'Custom allowlist', 'ParticipantID'),
  list('custom_blocklist', 'Custom blocklist', 'ParticipantID'),
  { filter_id: 'age', title: 'Age', type: 'range', data_type: 'integer', min: 18, max: 100 },
  { filter_id: 'approval_rate', title: 'Approval rate', type: 'range', data_type: 'integer', min: 0, max: 100 },
  {
    filter_id: 'approval_numbers',
    title: 'Number of approved submissions',
    type: 'range',
    data_type: 'integer',
    min: 0,
    max: 100_000,
  },
  {
    filter_id: 'current-country-of-residence',
    title: 'Current country of residence',
    type: 'select',
    data_type: 'ChoiceID',
    choices: { '0': 'United Kingdom', '1': 'United States', '2': 'Ireland', '3': 'Germany', '4': 'France' },
  },
  {
    filter_id: 'fluent-languages',
    title: 'Fluent languages',
    type: 'select',
    data_type: 'ChoiceID',
    choices: { '19': 'English', '24': 'French', '28': 'German' },
  },
  {
    filter_id: 'handedness',
    title: 'Handedness',
    type: 'select',
    data_type: 'ChoiceID',
    choices: { '0': 'Left-handed', '1': 'Right-handed', '2': 'Ambidextrous' },
  },
  { filter_id: 'or', title: 'Any of several filters', type: 'group', data_type: 'Filter' },
];

const knownById = new Map(knownFilters.map((filter) => [filter.filter_id, filter]));

/** Refuses filters that do not exist, or with values that theirs cannot be. */
export function assertFilters(world: World, filters: readonly Filter[]): void {
  const wrong = filters.flatMap((filter) => faultsOf(world, filter));
  if (wrong.length > 0) throw new Refusal(400, { filters: wrong });
}

function faultsOf(world: World, filter: Filter): string[] {
  const { filter_id, selected_values, selected_range, selected_filters } = filter;
  const known = knownById.get(filter_id);
  if (!known) return [`There is no filter ${filter_id}.`];
  if (known.type === 'group') {
    if (!selected_filters?.length) return [`The filter ${filter_id} needs selected_filters.`];
    return selected_filters.flatMap((one) => faultsOf(world, one));
  }
  if (known.type === 'range') {
    if (!selected_range || selected_values) return [`The filter ${filter_id} needs a selected_range.`];
    return [selected_range.lower, selected_range.upper]
      .filter((limit) => limit !== undefined && limit !== null)
      .filter((limit) => typeof limit !== 'number' || limit < (known.min ?? 0) || limit > (known.max ?? Infinity))
      .map((limit) => `${limit} is no value of the filter ${filter_id}.`);
  }
  if (!selected_values?.length || selected_range) return [`The filter ${filter_id} needs selected_values.`];
  return selected_values
    .filter((value) => !isValueOf(world, known, value))
    .map((value) => `${value} is no value of the filter ${filter_id}.`);
}

function isValueOf(world: World, { data_type, choices = {} }: KnownFilter, value: string): boolean {
  if (data_type === 'ParticipantGroupID') return world.groups.has(value);
  if (data_type === 'StudyID') return world.studies.has(value);
  if (data_type === 'ParticipantID') return /^[0-9a-f]{24}$/.test(value);
  return Object.hasOwn(choices, value);
}

/** Whether a participant passes all filters, as groups are now. Who has no answer to a question passes its filter. */
export const isEligible = (world: World, participant: Participant, filters: readonly Filter[]): boolean =>
  filters.every((filter) => passes(world, participant, filter));

function passes(world: World, participant: Participant, filter: Filter): boolean {
  const { filter_id, selected_values = [], selected_range, selected_filters = [] } = filter;
  const isMember = (groupId: string) => world.groups.get(groupId)?.members.has(participant.id) ?? false;
  const tookPart = (studyId: string) =>
    submissionsOf(world, studyId).some(({ participantId }) => participantId === participant.id);
  switch (filter_id) {
    case 'or':
      return selected_filters.some((one) => passes(world, participant, one));
    case 'participant_group_allowlist':
      return selected_values.some(isMember);
    case 'participant_group_blocklist':
      return !selected_values.some(isMember);
    case 'previous_studies_allowlist':
      return selected_values.some(tookPart);
    case 'previous_studies_blocklist':
      return !selected_values.some(tookPart);
    case 'custom_allowlist':
      return selected_values.includes(participant.id);
    case 'custom_blocklist':
      return !selected_values.includes(participant.id);
  }
  const answer = participant.attributes[filter_id];
  if (answer === undefined) return true;
  if (!selected_range) return selected_values.includes(String(answer));
  const { lower, upper } = selected_range;
  return Number(answer) >= Number(lower ?? -Infinity) && Number(answer) <= Number(upper ?? Infinity);
}
