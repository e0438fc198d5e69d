import { z } from 'zod';
import { nameKey } from '../../actors/qualification.ts';
import { clearNameRule, hasTaskFolder, isClearName, taskFolderRule } from '../../api/names.ts';
import { otherProviders, providers } from '../../api/providers.ts';
import { comparators } from '../../events/requirement.ts';
import { nearestOf } from '../../projections/spelling/nearest.ts';

const maxNameChars = 50;
/** The name of a qualification, as in the API. */
export const qualificationName = z
  .string('must be text; put it in quotes')
  .trim()
  .min(1, 'must not be empty')
  .max(maxNameChars, `must not be longer than ${maxNameChars} characters`)
  .refine(isClearName, clearNameRule)
  .refine((text) => !hasTaskFolder(text), taskFolderRule);

const largest = 1_000_000;
const number = z
  .int('must be a whole number')
  .min(-largest, 'must be -1,000,000 or more')
  .max(largest, 'must be at most 1,000,000');

const keys = ['name', 'comparator', 'value', 'providers', 'mode'] as const;
const maps = {
  error: ({ code, keys: unknown }: { code?: string; keys?: unknown }) =>
    code === 'unrecognized_keys'
      ? `has unknown keys (${(unknown as string[]).join(', ')}); its keys are ${keys.join(', ')}`
      : 'must be the name of a qualification, or a map of keys and values',
};

/** A run is for those on the allow list, or with `find_new_workers` for all others. */
const modes = ['allow_list', 'new_workers'] as const;

const knownProviders = [...providers, ...otherProviders] as const;
const providerRule = (input: unknown) => {
  const meant = typeof input === 'string' ? nearestOf(input.toLowerCase(), knownProviders) : undefined;
  const advice = meant ? `did you mean "${meant}"?` : `the providers are ${knownProviders.join(', ')}`;
  return `is no provider: ${advice}`;
};
/** In a folder of Mephisto, `mock` stands for links, too. */
const provider = z.preprocess(
  (name) => (name === 'mock' ? 'inhouse' : name),
  z.enum(knownProviders, { error: ({ input }) => providerRule(input) }),
);

/** The names that Mephisto has for the same. */
const mephistoNames: Readonly<Record<string, string>> = {
  qualification_name: 'name',
  applicable_providers: 'providers',
};

const renamed = (value: unknown): unknown => {
  if (typeof value === 'string') return { name: value };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== null);
  // With both names, the one of Mephisto stays as it is and is refused as unknown.
  const isFree = (key: string) => Object.hasOwn(mephistoNames, key) && !Object.hasOwn(value, mephistoNames[key] ?? '');
  return Object.fromEntries(entries.map(([key, inner]) => [isFree(key) ? mephistoNames[key] : key, inner]));
};

/** A requirement as a config writes it: the name of a qualification that workers must hold, or a comparison of its value. */
export const RequiredQualification = z.preprocess(
  renamed,
  z
    .strictObject(
      {
        name: qualificationName.describe('the name of the qualification'),
        comparator: z
          .enum(comparators, `must be one of ${comparators.join(', ')}`)
          .default('Exists')
          .describe('how the value that the worker holds is compared'),
        value: z
          .union(
            [number, z.array(number).min(1, 'must have a number').max(100, 'must not have more than 100 numbers')],
            'must be a whole number, or a list of them',
          )
          .optional()
          .describe('the number to compare with, or a list of numbers for In and NotIn'),
        providers: z
          .array(provider, 'must be a list')
          .min(1, 'must name a provider')
          .optional()
          .describe('the providers whose workers it is for; by default all'),
        mode: z
          .enum(modes, `must be ${modes.join(' or ')}`)
          .optional()
          .describe('new_workers = only with find_new_workers, allow_list = only without; by default both'),
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
type Asked = Omit<RequiredQualification, 'mode'>;

type Keys = {
  qualifications?: readonly RequiredQualification[];
  block_qualification?: string;
  allow_list_qualification?: string;
  find_new_workers?: boolean;
};

/** All that a config asks of workers in its mode, in the order in which it is looked at. */
export function requirementsIn(config: Keys): Asked[] {
  const { qualifications = [], block_qualification: block, allow_list_qualification: list } = config;
  const mode = config.find_new_workers ? 'new_workers' : 'allow_list';
  return [
    ...(block === undefined ? [] : [{ name: block, comparator: 'DoesNotExist' as const }]),
    ...(list === undefined
      ? []
      : [{ name: list, comparator: config.find_new_workers ? ('DoesNotExist' as const) : ('Exists' as const) }]),
    ...qualifications
      .filter((one) => one.mode === undefined || one.mode === mode)
      .map(({ mode: _, ...asked }) => asked),
  ];
}

/** A qualification that workers of the same providers would have to hold and not to hold, if there is one. */
export function contradiction(requirements: readonly Asked[]): string | undefined {
  const forAll = requirements.filter(({ providers: named }) => named === undefined);
  const without = new Set(
    forAll.filter(({ comparator }) => comparator === 'DoesNotExist').map(({ name }) => nameKey(name)),
  );
  return forAll.find(({ name, comparator }) => comparator !== 'DoesNotExist' && without.has(nameKey(name)))?.name;
}

/** Adds an issue for what nobody can meet, and for a mode that a config does not have. */
export function requirePossible(config: Keys, { addIssue }: Pick<z.RefinementCtx, 'addIssue'>): void {
  const name = contradiction(requirementsIn(config));
  const path = [config.qualifications ? 'qualifications' : 'allow_list_qualification'];
  if (name !== undefined)
    addIssue({ code: 'custom', path, message: `asks that workers hold "${name}" and that they do not` });
  const withMode = config.qualifications?.findIndex(({ mode }) => mode !== undefined) ?? -1;
  if (withMode >= 0 && config.allow_list_qualification === undefined)
    addIssue({
      code: 'custom',
      path: ['qualifications', withMode, 'mode'],
      message: 'needs "allow_list_qualification"',
    });
}
