import { z } from 'zod';
import type { OfferOptions } from '../../../runtime/ports/provider-account.ts';
import { refuse } from '../refusals.ts';

/** Where workers live who may do HITs, unless the offer says otherwise: as in Mephisto. */
const usualLocales = ['US', 'CA', 'GB', 'AU', 'NZ'];
const [daySeconds, yearSeconds] = [86_400, 31_536_000];
const [lifetimeDays, autoApprovalDays, maxAutoApprovalDays] = [31, 7, 30];
const maxRequirements = 10;

/** The id of the qualification type of MTurk that has where workers live. */
export const localeId = '00000000000000000071';

/** What keeps workers without a qualification from a HIT: taking it, also looking at it, or also finding it. */
export const guardedActions = ['Accept', 'PreviewAndAccept', 'DiscoverPreviewAndAccept'] as const;

const Locale = z
  .string()
  .regex(
    /^[A-Z]{2}(-[A-Z]{2})?$/,
    'must be a country of two capital letters, such as US, or a part of it, such as US-CA',
  );

const RawRequirement = z.strictObject({
  QualificationTypeId: z.string().regex(/^[A-Z0-9]{1,64}$/, 'must be the id of a qualification type'),
  Comparator: z.enum([
    ...(['LessThan', 'LessThanOrEqualTo', 'GreaterThan', 'GreaterThanOrEqualTo', 'EqualTo', 'NotEqualTo'] as const),
    ...(['Exists', 'DoesNotExist', 'In', 'NotIn'] as const),
  ]),
  IntegerValues: z.array(z.int()).max(15).optional(),
  LocaleValues: z
    .array(z.strictObject({ Country: z.string().length(2), Subdivision: z.string().length(2).optional() }))
    .max(30)
    .optional(),
  RequiredToPreview: z.boolean().optional(),
  ActionsGuarded: z.enum(guardedActions).optional(),
});

/** What an offer may say for MTurk. */
export const MturkOptions = z.strictObject({
  locales: z
    .union([z.literal('any'), z.array(Locale).min(1).max(30)], 'must be "any", or a list of 1 to 30 countries')
    .optional()
    .describe('Where workers live who may take HITs: countries such as `US`, parts of them such as `US-CA`, or `any`.'),
  lifetime_in_seconds: z
    .int()
    .min(30)
    .max(yearSeconds)
    .default(lifetimeDays * daySeconds)
    .describe('For how long workers can take HITs.'),
  auto_approval_delay_in_seconds: z
    .int()
    .min(0)
    .max(maxAutoApprovalDays * daySeconds)
    .default(autoApprovalDays * daySeconds)
    .describe('After how long MTurk approves and pays work that nobody has decided on.'),
  frame_height: z
    .int()
    .min(0)
    .max(10_000)
    .default(0)
    .describe('The height of the frame of the task in pixels; 0 fills the window.'),
  masters: z.boolean().default(false).describe('Whether only Masters may take HITs, for which MTurk takes 5 % more.'),
  adult: z.boolean().default(false).describe('Whether workers must have agreed to see adult content.'),
  guarded_action: z
    .enum(guardedActions)
    .default('DiscoverPreviewAndAccept')
    .describe('What workers who do not meet the requirements cannot do: take a HIT, also look at it, or also find it.'),
  qualification_requirements: z
    .array(RawRequirement)
    .max(maxRequirements)
    .default([])
    .describe('Requirements in the form of MTurk, beside the others; at most 10 with them.'),
});
export type MturkOptions = z.output<typeof MturkOptions> & { locales: 'any' | string[] };

/** Checks what an offer says, and fills in what it leaves out. */
export function mturkOptions(given: OfferOptions, { isSandbox }: { isSandbox: boolean }): MturkOptions {
  const { data, error } = MturkOptions.safeParse(given);
  if (!data) throw refuse('provider/bad-options', { provider: 'MTurk', faults: error.issues.map(faultOf) });
  const hasOwnLocales = data.qualification_requirements.some((one) => one.QualificationTypeId === localeId);
  return { ...data, locales: data.locales ?? (isSandbox || hasOwnLocales ? 'any' : usualLocales) };
}

function faultOf(issue: z.core.$ZodIssue): string {
  const key = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys') return `"${key}": ${issue.message}.`;
  return issue.keys.map((name) => `"${[...issue.path, name].join('.')}" is not known.`).join(' ');
}
