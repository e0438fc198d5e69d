import type { QualificationRequirement } from '@aws-sdk/client-mturk';
import type { OfferRequirement, OfferTerms } from '../../../runtime/ports/provider-account.ts';
import { localeId, type MturkOptions } from './options.ts';

const adultId = '00000000000000000060';
const masters = { production: '2F1QJWKUDD8XADTFD2Q0G6UTO95ALH', sandbox: '2ARFPLSP75KLA8M8DH1HTEQVJT3SY6' };

/** Whether an offer is for Masters only, who cost more. */
export const isForMasters = ({ masters: isAsked, qualification_requirements }: MturkOptions) =>
  isAsked || qualification_requirements.some(({ QualificationTypeId: id }) => Object.values(masters).includes(id));

/** Everything that an offer asks of workers, as MTurk has it; `idOf` gives the qualification type for one of our names. */
export async function requirementsOf(
  { requirements }: Pick<OfferTerms, 'requirements'>,
  options: MturkOptions,
  { isSandbox, idOf }: { isSandbox: boolean; idOf: (name: string) => Promise<string> },
): Promise<QualificationRequirement[]> {
  const ActionsGuarded = options.guarded_action;
  const found: QualificationRequirement[] = [];
  for (const one of requirements)
    found.push({ ...compared(one), QualificationTypeId: await idOf(one.name), ActionsGuarded });
  if (options.locales !== 'any')
    found.push({
      QualificationTypeId: localeId,
      Comparator: 'In',
      LocaleValues: options.locales.map(localeOf),
      ActionsGuarded,
    });
  if (options.masters)
    found.push({
      QualificationTypeId: isSandbox ? masters.sandbox : masters.production,
      Comparator: 'Exists',
      ActionsGuarded,
    });
  if (options.adult)
    found.push({ QualificationTypeId: adultId, Comparator: 'EqualTo', IntegerValues: [1], ActionsGuarded });
  return [...found, ...(options.qualification_requirements as QualificationRequirement[])];
}

function compared({ comparator, value }: OfferRequirement) {
  const IntegerValues = value === undefined ? undefined : typeof value === 'number' ? [value] : [...value];
  return {
    Comparator: comparator as NonNullable<QualificationRequirement['Comparator']>,
    ...(IntegerValues ? { IntegerValues } : {}),
  };
}

function localeOf(text: string) {
  const [Country = '', Subdivision] = text.split('-');
  return { Country, ...(Subdivision === undefined ? {} : { Subdivision }) };
}
