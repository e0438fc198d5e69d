import { z } from 'zod';
import type { CompletionOutcome, OfferTerms, PublishedOffer } from '../../../runtime/ports/provider-account.ts';
import { ifThere, type Session } from './certain.ts';
import { type Filter, filterOf } from './eligibility.ts';
import { leastAllowedMinutes, type ProlificOptions, prolificAppUrl } from './options.ts';
import { addressWithVisitor } from './visitor.ts';

/** A study as lists have it. */
export const StudyShort = z.object({
  id: z.string(),
  internal_name: z.string().nullish(),
  status: z.string(),
  total_available_places: z.int(),
});
/** A study by itself. */
export const Study = StudyShort.extend({ metadata: z.string().nullish() });
export type Study = z.infer<typeof Study>;

/** By this in its `metadata` a study is known to be made here. */
export const madeHere = 'manyhands';

export const studyPath = (external: string) => `studies/${encodeURIComponent(external)}/`;

/** The study of an offer; undefined where somebody deleted it. */
export const studyOf = ({ api }: Session, external: string): Promise<Study | undefined> =>
  ifThere(api.get(studyPath(external), Study));

const codeTypes = { completed: 'COMPLETED', screened_out: 'SCREENED_OUT', no_work: 'OTHER' } as const;

const returnReasons = {
  completed: 'This place was given back.',
  screened_out: 'This study looks for other participants. Please return your place.',
  no_work: 'There was no work left for you. Please return your place.',
} as const;

function completionCode({ codes }: OfferTerms, options: ProlificOptions, outcome: CompletionOutcome) {
  const code = { code: codes[outcome], code_type: codeTypes[outcome] as string, actor: 'participant' };
  const { screen_out } = options;
  if (outcome === 'screened_out' && screen_out) {
    const { cents, slots } = screen_out;
    const action = { action: 'FIXED_SCREEN_OUT_PAYMENT', fixed_screen_out_reward: cents, slots };
    return { ...code, code_type: 'FIXED_SCREENOUT', actions: [action] };
  }
  switch (options.codes[outcome]) {
    case 'approve':
      return { ...code, actions: [{ action: 'AUTOMATICALLY_APPROVE' }] };
    case 'return':
      return { ...code, actions: [{ action: 'REQUEST_RETURN', return_reason: returnReasons[outcome] }] };
    default:
      return { ...code, actions: [{ action: 'MANUALLY_REVIEW' }] };
  }
}

/** The request that makes the study of an offer. */
export function studyFields(
  terms: OfferTerms,
  options: ProlificOptions,
  { projectId, filters }: { projectId: string; filters: readonly Filter[] },
) {
  const estimated = options.estimated_completion_time;
  const minutes = Math.ceil(terms.secondsPerPlace / 60);
  const { naivety_distribution_rate: naivety, content_warning_details: details } = options;
  return {
    name: terms.title,
    internal_name: terms.id,
    metadata: madeHere,
    description: terms.description,
    external_study_url: addressWithVisitor(terms.address),
    prolific_id_option: options.prolific_id_option,
    completion_codes: (['completed', 'screened_out', 'no_work'] as const).map((one) =>
      completionCode(terms, options, one),
    ),
    total_available_places: terms.places,
    estimated_completion_time: estimated,
    maximum_allowed_time: options.maximum_allowed_time ?? Math.max(minutes, leastAllowedMinutes(estimated)),
    reward: terms.payCents,
    device_compatibility: options.device_compatibility,
    peripheral_requirements: options.peripheral_requirements,
    filters: [...filters, ...options.filters, ...options.eligibility_requirements.flatMap(filterOf)],
    ...(naivety !== undefined && { naivety_distribution_rate: naivety }),
    project: projectId,
    submissions_config: {
      max_submissions_per_participant: options.submissions_per_participant,
      max_concurrent_submissions: -1,
    },
    study_labels: options.study_labels,
    content_warnings: options.content_warnings,
    ...(details !== undefined && { content_warning_details: details }),
  };
}

/** An offer as it is published, with the address at which its owner sees it. */
export function publishedOffer(terms: OfferTerms, external: string): PublishedOffer {
  const app = typeof terms.options.app_url === 'string' ? terms.options.app_url : prolificAppUrl;
  return { ...terms, external, link: `${app.replace(/\/+$/, '')}/researcher/workspaces/studies/${external}/` };
}
