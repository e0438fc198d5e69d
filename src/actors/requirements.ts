import type { Requirement } from '../events/requirement.ts';

/** The values of the qualifications that a worker holds, by id. */
export type Held = Readonly<Record<string, number>>;

/** Whether a worker meets a requirement. A value is compared only where there is one: who holds none does not meet it. */
export function meets({ qualificationId, comparator, value }: Requirement, held: Held): boolean {
  const own = Object.hasOwn(held, qualificationId) ? held[qualificationId] : undefined;
  if (comparator === 'Exists') return own !== undefined;
  if (comparator === 'DoesNotExist') return own === undefined;
  if (own === undefined) return false;
  const values = Array.isArray(value) ? value : value === undefined ? [] : [value];
  const [only = Number.NaN] = values;
  switch (comparator) {
    case 'EqualTo':
      return own === only;
    case 'NotEqualTo':
      return own !== only;
    case 'GreaterThan':
      return own > only;
    case 'GreaterThanOrEqualTo':
      return own >= only;
    case 'LessThan':
      return own < only;
    case 'LessThanOrEqualTo':
      return own <= only;
    case 'In':
      return values.includes(own);
    case 'NotIn':
      return !values.includes(own);
  }
}

/** The first requirement that a worker of this provider does not meet; undefined for one who may work. */
export const unmetBy = (
  requirements: readonly Requirement[] = [],
  held: Held = {},
  provider: string,
): Requirement | undefined =>
  requirements.find((requirement) => (requirement.providers?.includes(provider) ?? true) && !meets(requirement, held));

const signs: Record<Exclude<Requirement['comparator'], 'Exists' | 'DoesNotExist'>, string> = {
  EqualTo: '=',
  NotEqualTo: '≠',
  GreaterThan: '>',
  GreaterThanOrEqualTo: '≥',
  LessThan: '<',
  LessThanOrEqualTo: '≤',
  In: 'one of',
  NotIn: 'none of',
};

/** What a requirement asks of workers, such as "Must have accuracy ≥ 80". */
export function requirementText({
  name,
  comparator,
  value,
}: Pick<Requirement, 'name' | 'comparator' | 'value'>): string {
  if (comparator === 'Exists') return `Must have ${name}`;
  if (comparator === 'DoesNotExist') return `Must not have ${name}`;
  const compared = Array.isArray(value) ? value.join(', ') : value;
  return `Must have ${name} ${signs[comparator]} ${compared}`;
}
