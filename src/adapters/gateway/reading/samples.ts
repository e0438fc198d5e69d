import type { JsonSchema } from './json-shape.ts';

/** Values by the name of their key, so that lines to paste look like the ones in the documentation. */
const named: Readonly<Record<string, string>> = {
  run: 'film-genres-5r799',
  of: 'film-genres',
  task: 'film-genres',
  task_id: 'film-genres',
  unit: 'film-genres-5r799.0.0',
  unit_ids: 'film-genres-5r799.0.0',
  assignment: 'film-genres-5r799.0',
  worker: 'w5k2pq9xa7',
  onboarding: 'onboarding-a7k2p9qd4mx',
  qualification: 'french-k2m9x',
  qualification_id: 'french-k2m9x',
  question: 'genre',
  folder: '/home/ada/film-genres',
  id: 'x7k2p9qd4m',
  name: 'anna',
  role: 'reviewer',
  password: 'four words are enough',
  present: 'the password until now',
  bonus: 'bk2m9x4p',
  currency: 'USD',
  offer: 'offer-7kq2pq9xa7k2p9qd',
  requester: 'lab',
  webhook: 'webhook-a7k2p9qd',
  url: 'https://example.org/manyhands',
  from: '412.0',
  draft: 'x7k2p9qd4m'.padEnd(26, '0'),
  hash: '5f0c'.repeat(16),
  filename: 'photo.png',
  field: 'photo',
  label: 'from the laboratory',
  reason: 'Copies others.',
  review_note: 'Well seen.',
  n_units: '3',
};

/** The sample of a text in a path or a query. */
export const sampleText = (name: string): string => named[name] ?? `${name}-1`;

/** A value that fits a schema, with only the keys that are required. */
export function sampleOf(schema: JsonSchema, name = ''): unknown {
  if (name === 'settings') return { maximum_units_per_worker: '20' };
  const variant = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  if (variant) return sampleOf(variant, name);
  switch (schema.type) {
    case 'object':
      return objectOf(schema);
    case 'array':
      return Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () =>
        sampleOf(schema.items ?? {}, singular(name)),
      );
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1);
    case 'boolean':
      return true;
    case 'string':
      return sampleText(name);
    default:
      return {};
  }
}

const objectOf = ({ properties = {}, required = [] }: JsonSchema): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(properties)
      .filter(([key]) => required.includes(key))
      .map(([key, one]) => [key, sampleOf(one, key)]),
  );

const singular = (name: string) => (name in named ? name : name.replace(/s$/, ''));
