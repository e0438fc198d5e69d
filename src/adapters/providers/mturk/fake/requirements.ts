import { MturkError, requestError } from './errors.ts';
import type { QualificationRequirement } from './shapes.ts';
import type { Hit, Mturk, Worker } from './state.ts';
import { isSystemType, localeId, meets } from './system-qualifications.ts';

const most = { requirements: 10, integers: 15, locales: 30 };

/** Refuses requirements that no HIT can have. */
export function requireRequirements(mturk: Mturk, requirements: readonly QualificationRequirement[]): void {
  if (requirements.length > most.requirements)
    throw invalid(`Member must have length less than or equal to ${most.requirements}`);
  for (const requirement of requirements) {
    requireValues(requirement);
    requireType(mturk, requirement.QualificationTypeId);
  }
}

function requireValues({ QualificationTypeId, Comparator, IntegerValues, LocaleValues }: QualificationRequirement) {
  const integers = IntegerValues?.length ?? 0;
  const locales = LocaleValues?.length ?? 0;
  if (Comparator === 'Exists' || Comparator === 'DoesNotExist') {
    if (integers + locales > 0) throw invalid(`The comparator ${Comparator} takes no values`);
    return;
  }
  const isLocale = QualificationTypeId === localeId;
  if (isLocale && !['EqualTo', 'NotEqualTo', 'In', 'NotIn'].includes(Comparator))
    throw invalid(`The comparator ${Comparator} cannot be used with locales`);
  if (isLocale ? integers > 0 : locales > 0) throw invalid('The values are not of the type of the qualification');
  const isList = Comparator === 'In' || Comparator === 'NotIn';
  const count = integers + locales;
  const bound = isList ? (isLocale ? most.locales : most.integers) : 1;
  if (count < 1 || count > bound) throw invalid(`The comparator ${Comparator} takes 1 to ${bound} values`);
}

const invalid = (text: string) =>
  new MturkError(
    'ValidationException',
    `1 validation error detected: Value at 'qualificationRequirements' failed to satisfy constraint: ${text}`,
  );

function requireType(mturk: Mturk, id: string): void {
  const own = mturk.qualificationTypes.get(id);
  if (isSystemType(mturk, id) || (own && !own.isDeleted)) return;
  throw requestError(`QualificationType ${id} does not exist.`, 'QualificationTypeDoesNotExist');
}

const guards = {
  accept: ['Accept', 'PreviewAndAccept', 'DiscoverPreviewAndAccept'],
  preview: ['PreviewAndAccept', 'DiscoverPreviewAndAccept'],
  discover: ['DiscoverPreviewAndAccept'],
};

/** Whether the requirements of a HIT let a worker do this. */
export function mayDo(mturk: Mturk, worker: Worker, hit: Hit, action: keyof typeof guards): boolean {
  return hit.type.requirements.every(
    (requirement) => !guards[action].includes(guardOf(requirement)) || meets(mturk, worker, requirement),
  );
}

const guardOf = ({ ActionsGuarded, RequiredToPreview }: QualificationRequirement) =>
  ActionsGuarded ?? (RequiredToPreview ? 'PreviewAndAccept' : 'Accept');
