import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { OfferTerms } from '../../../runtime/ports/provider-account.ts';
import { optionsOf, ProlificOptions } from './options.ts';
import { studyFields } from './study.ts';

const faultsOf = (given: Record<string, unknown>) => {
  try {
    optionsOf(given);
    return 'nothing is wrong';
  } catch (error) {
    const { code, status, message } = error as { code: string; status: number; message: string };
    return [code, status, message];
  }
};

const terms: OfferTerms = {
  id: 'offer-1',
  title: 'Colours',
  description: 'Name colours.',
  tags: [],
  address: 'https://study.example/work?run=colours-1',
  places: 3,
  payCents: 200,
  currency: 'GBP',
  secondsPerPlace: 1800,
  codes: { completed: 'C-1', screened_out: 'S-1', no_work: 'N-1' },
  requirements: [],
  options: {},
};
const made = (given: Record<string, unknown>, fields: Partial<OfferTerms> = {}) =>
  studyFields({ ...terms, ...fields }, optionsOf(given), { projectId: 'p', filters: [] });

describe('what an offer says for Prolific', () => {
  it('is filled in, and stays the same when it is checked again', () => {
    const options = optionsOf({});
    expect(options).toMatchObject({
      workspace: 'My Workspace',
      project: 'Project',
      estimated_completion_time: 5,
      prolific_id_option: 'url_parameters',
      submissions_per_participant: 1,
      app_url: 'https://app.prolific.com',
    });
    expect(optionsOf(options)).toEqual(options);
  });

  it('is in the page about providers, key by key', () => {
    const page = readFileSync(new URL('../../../../docs/providers.md', import.meta.url), 'utf8');
    const keys = Object.keys(ProlificOptions.shape);
    expect(keys.filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
  });

  it('can have the names of Mephisto', () => {
    const options = optionsOf({
      prolific_workspace_name: 'Lab',
      prolific_project_name: 'Colours',
      prolific_estimated_completion_time_in_minutes: 12,
      prolific_id_option: 'url_parameters',
      prolific_allow_list_group_name: 'Friends',
      prolific_block_list_group_name: 'Block list',
      prolific_eligibility_requirements: [],
    });
    expect(options).toMatchObject({
      workspace: 'Lab',
      project: 'Colours',
      estimated_completion_time: 12,
      allow_list_group: 'Friends',
      block_list_group: 'Block list',
    });
  });

  it('is refused with every fault and its key', () => {
    const faults = faultsOf({
      colour: 'red',
      estimated_completion_time: 0,
      maximum_allowed_time: 3,
      workspace: 'Lab',
      prolific_workspace_name: 'Lab',
      prolific_external_study_url: 'https://study.example',
      codes: { completed: 'pay' },
    });
    expect(faults).toMatchObject(['provider/bad-options', 400, expect.any(String)]);
    for (const key of ['"colour"', '"estimated_completion_time"', '"prolific_workspace_name"', '"codes.completed"'])
      expect(faults[2]).toContain(key);
    expect(faults[2]).toContain('"prolific_external_study_url" is not taken');
  });

  it('has no less time than Prolific allows for the estimated one', () => {
    expect(faultsOf({ estimated_completion_time: 10, maximum_allowed_time: 28 })[2]).toContain(
      '"maximum_allowed_time": must be 29 or more',
    );
    expect(optionsOf({ estimated_completion_time: 10, maximum_allowed_time: 29 }).maximum_allowed_time).toBe(29);
  });

  it.each([
    [{ name: 'AgeRangeEligibilityRequirement', params: { min_age: 18, max_age: 30 } }, 'age', { lower: 18, upper: 30 }],
    [
      { name: 'ApprovalNumbersEligibilityRequirement', params: { minimum_approvals: 5 } },
      'approval_numbers',
      { lower: 5 },
    ],
    [
      { name: 'ApprovalRateEligibilityRequirement', params: { minimum_approval_rate: 90, maximum_approval_rate: 100 } },
      'approval_rate',
      { lower: 90, upper: 100 },
    ],
    [{ name: 'CustomBlacklistEligibilityRequirement', params: { black_list: ['a'] } }, 'custom_blocklist', ['a']],
    [{ name: 'CustomWhitelistEligibilityRequirement', params: { white_list: ['a'] } }, 'custom_allowlist', ['a']],
    [{ name: 'ParticipantGroupEligibilityRequirement', params: { id: 'g' } }, 'participant_group_allowlist', ['g']],
  ] as const)('has filters for the requirement %o', (requirement, filter_id, selected) => {
    const { filters } = made({ eligibility_requirements: [requirement] });
    const key = Array.isArray(selected) ? 'selected_values' : 'selected_range';
    expect(filters).toEqual([{ filter_id, [key]: selected }]);
  });

  it('is refused where it names a requirement that is not known, or with other parameters', () => {
    const unknown = faultsOf({ eligibility_requirements: [{ name: 'ShoeSize' }] });
    expect(unknown[2]).toContain('"eligibility_requirements.0": "ShoeSize" is not known; known are AgeRange');
    const params = { name: 'AgeRangeEligibilityRequirement', params: { min: 3 } };
    expect(faultsOf({ eligibility_requirements: [params] })[2]).toContain(
      'AgeRangeEligibilityRequirement takes min_age and max_age',
    );
    const joined = { name: 'JoinedBeforeEligibilityRequirement', params: { joined_before: '2020-01-01' } };
    expect(faultsOf({ eligibility_requirements: [joined] })[2]).toContain('give a filter under filters');
  });
});

describe('the study of an offer', () => {
  it('reviews by hand, unless its options say otherwise', () => {
    const actions = (given: Record<string, unknown>) =>
      made(given).completion_codes.map(({ code_type, actions: [action] }) => [code_type, action?.action]);
    expect(actions({})).toEqual([
      ['COMPLETED', 'MANUALLY_REVIEW'],
      ['SCREENED_OUT', 'MANUALLY_REVIEW'],
      ['OTHER', 'MANUALLY_REVIEW'],
    ]);
    expect(
      actions({ codes: { completed: 'approve', no_work: 'return' }, screen_out: { cents: 20, slots: 5 } }),
    ).toEqual([
      ['COMPLETED', 'AUTOMATICALLY_APPROVE'],
      ['FIXED_SCREENOUT', 'FIXED_SCREEN_OUT_PAYMENT'],
      ['OTHER', 'REQUEST_RETURN'],
    ]);
  });

  it('gives the time of a unit, and no less than Prolific allows', () => {
    expect(made({}).maximum_allowed_time).toBe(30);
    expect(made({}, { secondsPerPlace: 60 }).maximum_allowed_time).toBe(17);
    expect(made({ maximum_allowed_time: 45 }).maximum_allowed_time).toBe(45);
  });
});
