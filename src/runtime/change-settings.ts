import type { z } from 'zod';
import { type ConfigValues, changeableKeys, isAboutWorkers, presentValues } from '../actors/changeable-settings.ts';
import { Refusal } from '../actors/refusal.ts';
import { isCollecting } from '../actors/task-run.ts';
import type { Fact } from '../events/catalog.ts';
import type { Requirement } from '../events/requirement.ts';
import { faultsOf, nearestKey } from './config/config-faults.ts';
import { fixedBecause } from './config/fixed-keys.ts';
import { isMap, isText, put, readSetting } from './config/overrides.ts';
import { TaskConfig } from './config/task-keys.ts';
import { notAskedBy } from './declared.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { configOf, type OpenRun } from './open-run.ts';
import type { OpenWorkspace } from './open-workspace.ts';
import { refuse } from './refusals/refusals.ts';
import { requirementsOf } from './requirements.ts';
import { rulesOf } from './rules.ts';

/** Settings of an open run to change, as typed: a value for each key of the config, empty for none. */
export type SettingsRequest = { settings: Record<string, string>; reason?: string };
/** A changed key of the config, with its values before and after; null for none. */
export type ChangedKey = { key: string; before: unknown; after: unknown };
export type SettingsOutcome = { sequence: number; changed: ChangedKey[] };

const maxLevels = 8;
const screeningFault =
  '"block_qualification" cannot be changed in a run with screening, because who fails gets it; launch a new run.';

/** Changes settings of runs, of one run one after another. */
export const settingsChanges = (workspace: Pick<OpenWorkspace, 'mailbox'>) =>
  oneAtATime((run, request: SettingsRequest, caller: Caller) => changeSettings(workspace, run, request, caller));

type Caller = { by: string; hasCode: boolean };

async function changeSettings(
  workspace: Pick<OpenWorkspace, 'mailbox'>,
  run: OpenRun,
  { settings, reason }: SettingsRequest,
  { by, hasCode }: Caller,
): Promise<SettingsOutcome> {
  const { mailbox, runId } = run;
  const { context, value } = mailbox.run.taskRun;
  if (!isCollecting(mailbox.run.taskRun)) throw refuse('run/not-open', { run: runId, status: String(value) });
  const opened: ConfigValues = configOf(run);
  const present = presentValues({ ...opened, ...context.changedConfig }, context.settings);
  const values = readAll(settings, present);
  if (context.settings.screening && Object.hasOwn(values, 'block_qualification'))
    throw refuse('run/bad-settings', { faults: [screeningFault] });
  const agreementFault = Object.hasOwn(values, 'agreement') && faultOfAgreement(values.agreement, present.agreement);
  if (agreementFault) throw refuse('run/bad-settings', { faults: [agreementFault] });
  const config = checked({ ...opened, ...present }, values);
  const requirements = isAboutWorkers(Object.keys(values))
    ? [...(await requirementsOf(workspace, config, by)), ...keptRequirements(run, { ...opened, ...present }, values)]
    : undefined;
  const rules = Object.hasOwn(values, 'rules') ? await rulesOf(workspace, config, by) : undefined;
  const told = Object.fromEntries(Object.keys(values).map((key) => [key, config[key as keyof TaskConfig] ?? null]));
  const command = {
    type: 'task-run.change-settings',
    opened,
    values: told,
    requirements,
    rules,
    reason,
    hasCode,
  } as const;
  const { facts, sequence } = await mailbox.ask(command, by);
  const changed = Object.entries(Object.assign({}, ...facts.map(configIn)) as ConfigValues);
  return { sequence, changed: changed.map(([key, after]) => ({ key, before: present[key] ?? null, after })) };
}

function configIn(fact: Fact): ConfigValues {
  if (fact.type === 'task-run.settings-changed') return fact.data.config;
  return fact.type === 'task-run.extended' ? { units_per_assignment: fact.data.unitsPerAssignment } : {};
}

/** What holds beside the config: what the run asks for itself and, until `qualifications` is set, what its code declared. */
function keptRequirements(run: OpenRun, before: ConfigValues, values: ConfigValues): Requirement[] {
  if (Object.hasOwn(values, 'qualifications')) return ownRequirements(run);
  return notAskedBy(withoutNone(before) as TaskConfig, run.mailbox.run.taskRun.context.settings.requirements);
}

/** What the onboarding and the gold units of a run ask for, whatever its config says. */
function ownRequirements({ mailbox }: OpenRun): Requirement[] {
  const { requirements = [], onboarding, gold } = mailbox.run.taskRun.context.settings;
  const own = [onboarding?.failedId, gold?.disqualifiedId];
  return requirements.filter(({ qualificationId }) => own.includes(qualificationId));
}

/** Answers are compared from the first one on, by one question; how well they must agree may change. */
function faultOfAgreement(value: unknown, present: unknown): string | undefined {
  if (!isMap(present))
    return '"agreement" cannot be set in a run that was opened without it, because its answers were not compared; launch a new run.';
  if (value === null)
    return '"agreement" cannot be taken away; with a small "agreement.threshold", such as 0.01, items get no further units.';
  const isOther = isMap(value) && value.question !== undefined && value.question !== present.question;
  return isOther
    ? '"agreement.question" cannot be changed in an open run, because answers were compared by it; launch a new run.'
    : undefined;
}

/** The values as they were typed, all faults of keys and of YAML told at once; a dotted key is one inside its present value. */
function readAll(settings: Record<string, string>, present: ConfigValues): ConfigValues {
  const faults: string[] = [];
  const values: ConfigValues = {};
  for (const [key, raw] of Object.entries(settings)) {
    const [head = key, ...inner] = key.split('.');
    const fault = faultOfKey(head);
    if (fault !== undefined) faults.push(fault);
    else
      try {
        const value = readSetting(key, raw, maxLevels - inner.length, isText(key));
        const outer = values[head] ?? present[head];
        values[head] = inner.length === 0 ? value : put(isMap(outer) ? outer : {}, inner, value);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        faults.push(error.message);
      }
  }
  if (faults.length > 0) throw refuse('run/bad-settings', { faults });
  return values;
}

function faultOfKey(key: string): string | undefined {
  if (changeableKeys.includes(key)) return undefined;
  const isKnown = Object.hasOwn(TaskConfig.shape, key);
  if (isKnown) return `"${key}" cannot be changed in an open run, because ${fixedBecause(key)}; launch a new run.`;
  const nearest = nearestKey(key);
  if (nearest) return `"${key}" is no known key; did you mean "${nearest}"?`;
  return `"${key}" is no known key; the keys that can be changed are ${changeableKeys.join(', ')}.`;
}

const withoutNone = (values: ConfigValues): ConfigValues =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined));

const sentencesOf = (error: z.ZodError | undefined, config: ConfigValues): string[] =>
  error ? faultsOf(error.issues, config).map(({ reason }) => `${reason}.`) : [];

/** The whole config with the new values; what was wrong with it before, as in the config of an older version, is no fault now. */
function checked(present: ConfigValues, values: ConfigValues): TaskConfig {
  const [before, after] = [withoutNone(present), withoutNone({ ...present, ...values })];
  const read = TaskConfig.safeParse(after);
  if (read.success) return read.data;
  const known = new Set(sentencesOf(TaskConfig.safeParse(before).error, before));
  const faults = sentencesOf(read.error, after).filter((sentence) => !known.has(sentence));
  if (faults.length > 0) throw refuse('run/bad-settings', { faults });
  const single = Object.keys(values).map((key) => [key, TaskConfig.shape[key as keyof TaskConfig].parse(after[key])]);
  return { ...after, ...Object.fromEntries(single) } as TaskConfig;
}
