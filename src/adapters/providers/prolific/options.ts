import { z } from 'zod';
import type { OfferOptions } from '../../../runtime/ports/provider-account.ts';
import { providerAddress } from '../provider-address.ts';
import { refuse } from '../refusals.ts';
import { EligibilityRequirement, Filter } from './eligibility.ts';

/** Where participants come back, unless an offer says otherwise. */
export const prolificAppUrl = 'https://app.prolific.com';

const Handling = z.enum(['review', 'approve', 'return']);

/** The least time in minutes that Prolific lets participants have, by the estimated one. */
export const leastAllowedMinutes = (estimated: number): number =>
  Math.ceil(2 + 2 * estimated + 2 * Math.sqrt(estimated));

const rejectionCategories = [
  ...['TOO_QUICKLY', 'TOO_SLOWLY', 'FAILED_INSTRUCTIONS', 'INCOMP_LONGITUDINAL', 'FAILED_CHECK', 'LOW_EFFORT'],
  ...['MALINGERING', 'NO_CODE', 'BAD_CODE', 'NO_DATA', 'UNSUPP_DEVICE', 'OTHER'],
] as const;

const name = z.string().trim().min(1);

/** What an offer may say for Prolific. */
export const ProlificOptions = z
  .strictObject({
    workspace: name.default('My Workspace').describe('The workspace, by its name; it is made if it is not there.'),
    project: name.default('Project').describe('The project in it, by its name; it is made if it is not there.'),
    estimated_completion_time: z.int().min(1).default(5).describe('How many minutes the work takes, as workers read.'),
    maximum_allowed_time: z
      .int()
      .min(1)
      .optional()
      .describe('After how many minutes a place runs out; left out, the time that a unit has.'),
    prolific_id_option: z
      .enum(['url_parameters', 'question', 'not_required'])
      .default('url_parameters')
      .describe('How the page gets the id of its worker; any but url_parameters leaves workers unknown.'),
    device_compatibility: z
      .array(z.enum(['desktop', 'tablet', 'mobile']))
      .default([])
      .describe('The devices that the work can be done on; none for any.'),
    peripheral_requirements: z
      .array(z.enum(['audio', 'camera', 'download', 'microphone']))
      .default([])
      .describe('What the device needs.'),
    filters: z.array(Filter).default([]).describe('Filters of participants, as the API of Prolific has them.'),
    eligibility_requirements: z
      .array(EligibilityRequirement)
      .default([])
      .describe('Requirements by the names of Mephisto, each with name and params; they become filters.'),
    allow_list_group: name.optional().describe('The participant group, by its name, whose members alone may work.'),
    block_list_group: name
      .optional()
      .describe('A participant group, by its name, whose members may not work, beside workers who are blocked here.'),
    naivety_distribution_rate: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe('From 0, for speed, to 1, for participants who have taken part in few studies.'),
    submissions_per_participant: z
      .int()
      .refine((count) => count === -1 || count >= 1, 'must be 1 or more, or -1 for any number')
      .default(1)
      .describe('How many places one worker can take; -1 for any number.'),
    codes: z
      .strictObject({ completed: Handling, screened_out: Handling, no_work: Handling })
      .partial()
      .default({})
      .describe(
        'What Prolific does with a code, for completed, screened_out and no_work: review leaves it to you, approve pays at once, return asks for the place back.',
      ),
    screen_out: z
      .strictObject({ cents: z.int().min(1), slots: z.int().min(1) })
      .optional()
      .describe('What workers who are screened out get, and how many at most; only some workspaces have that.'),
    rejection_category: z
      .enum(rejectionCategories)
      .default('OTHER')
      .describe('The reason that Prolific files rejections under.'),
    content_warnings: z
      .array(z.enum(['sensitive', 'explicit']))
      .default([])
      .describe('What workers are warned of.'),
    content_warning_details: name.optional().describe('The words of the warning.'),
    study_labels: z.array(name).default([]).describe('What kind of study it is, such as survey or annotation.'),
    app_url: z
      .string()
      .default(prolificAppUrl)
      .describe('The site where workers come back; a simulated Prolific has another.'),
  })
  .superRefine(({ estimated_completion_time: estimated, maximum_allowed_time: maximum, app_url }, { addIssue }) => {
    const least = leastAllowedMinutes(estimated);
    if (maximum !== undefined && maximum < least)
      addIssue({
        code: 'custom',
        path: ['maximum_allowed_time'],
        message: `must be ${least} or more when the work takes ${estimated}`,
      });
    try {
      providerAddress(app_url, 'app_url');
    } catch {
      addIssue({ code: 'custom', path: ['app_url'], message: 'must be an address that begins with https://' });
    }
  });
export type ProlificOptions = z.infer<typeof ProlificOptions>;

/** Names that Mephisto has for some of these. */
const formerNames: Readonly<Record<string, string>> = {
  workspace_name: 'workspace',
  project_name: 'project',
  estimated_completion_time_in_minutes: 'estimated_completion_time',
  allow_list_group_name: 'allow_list_group',
  block_list_group_name: 'block_list_group',
};

const known = Object.keys(ProlificOptions.shape);

function ownName(key: string): string {
  if (known.includes(key)) return key;
  const bare = key.replace(/^prolific_/, '');
  return formerNames[bare] ?? bare;
}

/** Checks what an offer says for Prolific, and fills in the rest; refuses with every fault. */
export function optionsOf(given: OfferOptions): ProlificOptions {
  const faults: string[] = [];
  const named: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    const own = ownName(key);
    if (own === 'external_study_url')
      faults.push(`"${key}" is not taken: the address of the work is made here; leave it out.`);
    else if (!known.includes(own)) faults.push(`"${key}" is not known; known are ${known.join(', ')}.`);
    else if (Object.hasOwn(named, own)) faults.push(`"${key}" is there twice, by two names.`);
    // A key without a value, as a file of settings may have it, says nothing.
    else if (value !== null && value !== undefined) named[own] = value;
  }
  const { data, error } = ProlificOptions.safeParse(named, { reportInput: true });
  for (const { path, message } of error?.issues ?? [])
    faults.push(`"${path.join('.')}": ${message.replace(/\.$/, '')}.`);
  if (data === undefined || faults.length > 0) throw refuse('provider/bad-options', { provider: 'Prolific', faults });
  return data;
}
