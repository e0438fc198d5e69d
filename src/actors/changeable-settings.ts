import type { Requirement } from '../events/requirement.ts';
import type { Rule } from '../events/rule.ts';
import type { ChangedSettings, PresentSettings } from '../events/task-run.ts';
import { canonicalJson } from './canonical-json.ts';
import { centsOf } from './money.ts';
import { type Agreement, overlapOf } from './overlap.ts';

/** Keys of a config with their values; null for one that has none. */
export type ConfigValues = Record<string, unknown>;

/** A key of a config that may change while a run is open. */
type Changeable = {
  /** Its present value in a run with this config, which has its changes, and these settings; null for none. */
  present(config: ConfigValues, settings: PresentSettings): unknown;
  /** What follows from a new value, unless it follows from several keys together. */
  settings?(value: unknown): ChangedSettings;
};

type Plain = Exclude<keyof ChangedSettings, 'requirements' | 'overlap' | 'payCents' | 'rules'>;
/** A key that sets one setting of a run, which without the key is `otherwise`. */
const plain = (name: Plain, otherwise: unknown = null): Changeable => ({
  present: (_, settings) => settings[name] ?? otherwise,
  settings: (value) => ({ [name]: value }),
});

/** A key from which the requirements of a run are made, with others. */
const ofRequirements = (key: string, otherwise: unknown = null): Changeable => ({
  present: (config) => config[key] ?? otherwise,
});
const aboutWorkers = {
  qualifications: ofRequirements('qualifications'),
  block_qualification: ofRequirements('block_qualification'),
  allow_list_qualification: ofRequirements('allow_list_qualification'),
  find_new_workers: ofRequirements('find_new_workers', false),
};

const changeable: Record<string, Changeable> = {
  // Changed by an extension of the run, which has a fact of its own.
  units_per_assignment: { present: (_, { unitsPerAssignment }) => unitsPerAssignment },
  assignment_duration_in_seconds: plain('assignmentDurationSeconds'),
  maximum_units_per_worker: plain('maximumUnitsPerWorker'),
  allowed_concurrent: plain('allowedConcurrent'),
  max_num_concurrent_units: plain('maxNumConcurrentUnits'),
  auto_submit_before_expiration_sec: plain('autoSubmitBeforeExpirationSeconds'),
  reoffer_returned_units: plain('reofferReturnedUnits', false),
  task_reward: {
    present: (config) => config.task_reward ?? 0,
    settings: (value) => ({ payCents: centsOf(Number(value)) }),
  },
  agreement: {
    present: (config) => config.agreement ?? null,
    settings: (value) => ({ overlap: overlapOf(value as Agreement) }),
  },
  // Made with the qualifications that it names.
  rules: { present: (config) => config.rules ?? null },
  // Read from the config whenever somebody comes.
  open_link: { present: (config) => config.open_link ?? null },
  ...aboutWorkers,
};

/** Every key of a config that may change while a run is open. */
export const changeableKeys: readonly string[] = Object.keys(changeable);

/** The present values of the changeable keys in a run that was opened with `config`. */
export const presentValues = (config: ConfigValues, settings: PresentSettings): ConfigValues =>
  Object.fromEntries(Object.entries(changeable).map(([key, { present }]) => [key, present(config, settings)]));

/** Whether any of these keys is about who may work. */
export const isAboutWorkers = (keys: readonly string[]): boolean => keys.some((key) => key in aboutWorkers);

const isSame = (one: unknown, other: unknown) => canonicalJson(one) === canonicalJson(other);

/** The values that differ from the present ones. */
export const differing = (values: ConfigValues, present: ConfigValues): ConfigValues =>
  Object.fromEntries(Object.entries(values).filter(([key, value]) => !isSame(value, present[key])));

/** What is made of several keys of the config, or with the qualifications that it names: all that the run asks for then. */
export type MadeSettings = { requirements?: Requirement[]; rules?: Rule[] };

/** The settings that follow from changed keys of the config. */
export function settingsFrom(changed: ConfigValues, { requirements, rules }: MadeSettings): ChangedSettings {
  const each = Object.entries(changed).map(([key, value]) => changeable[key]?.settings?.(value) ?? {});
  return Object.assign(
    {},
    ...each,
    requirements && isAboutWorkers(Object.keys(changed)) ? { requirements } : {},
    rules && Object.hasOwn(changed, 'rules') ? { rules } : {},
  );
}

/** The settings of a run after a change. */
export function afterChange(settings: PresentSettings, changes: ChangedSettings): PresentSettings {
  const { autoSubmitBeforeExpirationSeconds: early = settings.autoSubmitBeforeExpirationSeconds, ...others } = changes;
  return { ...settings, ...others, autoSubmitBeforeExpirationSeconds: early ?? undefined };
}
