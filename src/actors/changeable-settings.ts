import type { Requirement } from '../events/requirement.ts';
import type { ChangedSettings, RunSettings } from '../events/task-run.ts';

/** The keys of a config that each set one setting of an open run. */
const plain = {
  assignment_duration_in_seconds: 'assignmentDurationSeconds',
  maximum_units_per_worker: 'maximumUnitsPerWorker',
  allowed_concurrent: 'allowedConcurrent',
  max_num_concurrent_units: 'maxNumConcurrentUnits',
  auto_submit_before_expiration_sec: 'autoSubmitBeforeExpirationSeconds',
  reoffer_returned_units: 'reofferReturnedUnits',
} as const satisfies Record<string, keyof ChangedSettings>;

/** The keys from which the requirements of a run are made, all together. */
const ofRequirements = [
  'qualifications',
  'block_qualification',
  'allow_list_qualification',
  'find_new_workers',
] as const;

/** Every key of a config that may change while a run is open. */
export const changeableKeys: readonly string[] = ['units_per_assignment', ...Object.keys(plain), ...ofRequirements];

/** Keys of a config with their values; null for one that has none. */
export type ConfigValues = Record<string, unknown>;

/** The present values of the changeable keys in a run that was opened with `config`. */
export function presentValues(config: ConfigValues, settings: RunSettings): ConfigValues {
  const { reofferReturnedUnits = false, unitsPerAssignment } = settings;
  const now: RunSettings = { ...settings, reofferReturnedUnits };
  return {
    units_per_assignment: unitsPerAssignment,
    ...Object.fromEntries(Object.entries(plain).map(([key, name]) => [key, now[name] ?? null])),
    ...Object.fromEntries(
      ofRequirements.map((key) => [key, config[key] ?? (key === 'find_new_workers' ? false : null)]),
    ),
  };
}

/** Whether any of these keys is about who may work. */
export const isAboutWorkers = (keys: readonly string[]): boolean => ofRequirements.some((key) => keys.includes(key));

const isSame = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/** The values that differ from the present ones. */
export const differing = (values: ConfigValues, present: ConfigValues): ConfigValues =>
  Object.fromEntries(Object.entries(values).filter(([key, value]) => !isSame(value, present[key])));

/** The settings that follow from changed keys of the config. */
export function settingsFrom(changed: ConfigValues, requirements: Requirement[] | undefined): ChangedSettings {
  const names = Object.entries(plain).filter(([key]) => Object.hasOwn(changed, key));
  return {
    ...Object.fromEntries(names.map(([key, name]) => [name, changed[key]])),
    ...(requirements && isAboutWorkers(Object.keys(changed)) ? { requirements } : {}),
  };
}

/** The settings of a run after a change. */
export function afterChange(settings: RunSettings, changes: ChangedSettings): RunSettings {
  const { autoSubmitBeforeExpirationSeconds: early = settings.autoSubmitBeforeExpirationSeconds, ...others } = changes;
  return { ...settings, ...others, autoSubmitBeforeExpirationSeconds: early ?? undefined };
}
