import { z } from 'zod';
import { comparators } from '../../events/requirement.ts';

const name = z.string('must be text; put it in quotes').trim().min(1, 'must not be empty').max(200);
const number = z.int('must be a whole number');

const keys = ['name', 'comparator', 'value', 'providers'] as const;
const maps = {
  error: ({ code, keys: unknown }: { code?: string; keys?: unknown }) =>
    code === 'unrecognized_keys'
      ? `has unknown keys (${(unknown as string[]).join(', ')}); its keys are ${keys.join(', ')}`
      : 'must be the name of a qualification, or a map of keys and values',
};

/** The names that Mephisto has for the same. */
const mephistoNames: Readonly<Record<string, string>> = {
  qualification_name: 'name',
  applicable_providers: 'providers',
};

const renamed = (value: unknown): unknown => {
  if (typeof value === 'string') return { name: value };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(entries.map(([key, inner]) => [mephistoNames[key] ?? key, inner]));
};

/** A requirement as a config writes it: the name of a qualification that workers must hold, or a comparison of its value. */
export const RequiredQualification = z.preprocess(
  renamed,
  z
    .strictObject(
      {
        name: name.describe('the name of the qualification'),
        comparator: z.enum(comparators, `must be one of ${comparators.join(', ')}`).default('Exists'),
        value: z
          .union([number, z.array(number).min(1).max(1000)], 'must be a whole number, or a list of them')
          .optional(),
        providers: z.array(name, 'must be a list of providers').min(1, 'must name a provider').optional(),
      },
      maps,
    )
    .superRefine(({ comparator, value }, { addIssue }) => {
      const fault = valueFault(comparator, value);
      if (fault !== undefined) addIssue({ code: 'custom', path: ['value'], message: fault });
    }),
);

function valueFault(comparator: (typeof comparators)[number], value: unknown): string | undefined {
  if (comparator === 'Exists' || comparator === 'DoesNotExist')
    return value === undefined ? undefined : `must be left out for the comparator ${comparator}`;
  if (comparator === 'In' || comparator === 'NotIn')
    return Array.isArray(value) ? undefined : `must be a list of whole numbers for the comparator ${comparator}`;
  return typeof value === 'number' ? undefined : `must be a whole number for the comparator ${comparator}`;
}

export type RequiredQualification = z.infer<typeof RequiredQualification>;
