import { ruleLines } from '../rules/rule-lines.ts';

type Field = { key: string; label: string; note: string };
type NumberField = Field & { least: number | 'present'; isDecimal?: boolean };

/** The settings that are numbers; `present` allows no less than there is. */
const plainNumbers: readonly NumberField[] = [
  { key: 'units_per_assignment', label: 'Answers per item', note: 'more, never fewer', least: 'present' },
  { key: 'assignment_duration_in_seconds', label: 'Time for one unit', note: 'in seconds', least: 1 },
  {
    key: 'auto_submit_before_expiration_sec',
    label: 'Submit automatically',
    note: 'seconds before the deadline; empty = never',
    least: 1,
  },
  { key: 'maximum_units_per_worker', label: 'Units per worker', note: 'at most; 0 = no limit', least: 0 },
  { key: 'allowed_concurrent', label: 'Units at once per worker', note: 'at most; 0 = no limit', least: 0 },
  { key: 'max_num_concurrent_units', label: 'Units in progress', note: 'at most, in the run; 0 = no limit', least: 0 },
  { key: 'task_reward', label: 'Pay for one unit', note: 'for units given out from now on', least: 0, isDecimal: true },
];

/** Those of a run whose items get more units until their answers agree. */
const agreementNumbers: readonly NumberField[] = [
  {
    key: 'agreement.threshold',
    label: 'Agreement that is enough',
    note: 'the share of the most frequent answer, up to 1',
    least: 0,
    isDecimal: true,
  },
  { key: 'agreement.max_units', label: 'Most answers per item', note: 'while they disagree', least: 2 },
];

type Config = Readonly<Record<string, unknown>>;

/** The settings of a run that are numbers. */
export const numbersOf = ({ agreement }: Config): readonly NumberField[] =>
  agreement ? [...plainNumbers, ...agreementNumbers] : plainNumbers;

/** The value of a key, which may be one inside another. */
const valueAt = (config: Config, key: string): unknown =>
  key.split('.').reduce<unknown>((inner, step) => (inner as Config | undefined)?.[step], config);

const openLink: Field = { key: 'open_link', label: 'Word in the open link', note: 'another one replaces the link' };

/** The settings that are names of qualifications. */
const qualifications: readonly Field[] = [
  { key: 'qualifications', label: 'Required qualifications', note: 'with commas between them; empty = none' },
  { key: 'block_qualification', label: 'Blocking qualification', note: 'who holds it gets no units' },
  { key: 'allow_list_qualification', label: 'Allow list', note: 'the qualification that workers must hold' },
];

/** The settings that are texts. Without a `worker_identity`, a run with a public address is open. */
export const textFieldsOf = ({ worker_identity: identity = 'open' }: Config): readonly Field[] =>
  identity === 'open' ? [...qualifications, openLink] : qualifications;

export const checks: readonly Omit<Field, 'note'>[] = [
  { key: 'find_new_workers', label: 'Only workers who are not on the allow list yet' },
  { key: 'reoffer_returned_units', label: 'Offer returned units to the same worker again' },
];

/** The keys that hold several names. */
export const names: readonly string[] = ['qualifications'];

type Named = { name?: unknown; comparator?: unknown; providers?: unknown };

/** Plain names stand with commas between them, anything else as JSON. */
function namesIn(list: unknown): string {
  if (!Array.isArray(list)) return '';
  const isPlain = ({ name, comparator, providers }: Named) =>
    comparator === 'Exists' && providers === undefined && !String(name).includes(',');
  return list.every(isPlain) ? list.map(({ name }: Named) => name).join(', ') : JSON.stringify(list);
}

/** The present values as the dialog shows them. */
export const textsOf = (config: Config): Record<string, string> => ({
  ...Object.fromEntries(
    [...numbersOf(config), ...textFieldsOf(config)].map(({ key }) => [key, String(valueAt(config, key) ?? '')]),
  ),
  ...Object.fromEntries(names.map((key) => [key, namesIn(config[key])])),
  ...Object.fromEntries(checks.map(({ key }) => [key, String(config[key] === true)])),
  rules: ruleLines(config.rules),
});
