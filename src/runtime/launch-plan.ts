import { counted } from '../actors/counted.ts';
import { centsOf } from '../actors/money.ts';
import { type LaunchPlan, maxPlanKeys } from '../api/launch.ts';
import type { RunId } from '../events/ids.ts';
import { designText } from '../projections/runs/design-text.ts';
import { orderText } from '../projections/runs/order-text.ts';
import { howOften } from '../projections/runs/who-may-work.ts';
import { unitsPerItem } from './config/conversation-keys.ts';
import { shownButHidden, unknownDataKeys } from './config/data-keys.ts';
import { unitOrderOf } from './config/order-keys.ts';
import type { TaskConfig } from './config/task-keys.ts';
import { addedKeys, maxConditions, treatmentsOf } from './config/treatment-keys.ts';
import type { DataSummary, Task } from './ports/tasks.ts';
import { refuse } from './refusals/refusals.ts';
import { ruleTexts } from './rules.ts';
import { askedOfWorkers, qualificationNames } from './who-may-work.ts';

/** What a launch made, or which run it goes on with. */
export type LaunchedRun = { run: RunId; plan: LaunchPlan; goesOn?: boolean };

/** How many items and units a launch makes, in which order they are given out, and the most it can cost. */
export function planOf(
  { config, moved }: Pick<Task, 'config' | 'moved'>,
  summary: DataSummary | undefined,
): LaunchPlan {
  const { task_name, task_title, task_reward, currency } = config;
  const perItem = unitsPerItem(config);
  const unitCents = centsOf(task_reward);
  const { length, withUnits } = summary ?? {};
  const unitsWith = (perItem: number) => withUnits && withUnits.units + (length! - withUnits.items) * perItem;
  const units = unitsWith(perItem);
  // Screening and gold units are paid like others.
  const { max_gold_units = 0, max_screening_units = 0 } = config;
  const ordinary = unitsWith(config.agreement?.max_units ?? perItem);
  const mostUnits = ordinary && ordinary + max_gold_units + max_screening_units;
  return {
    ...{ task: task_name, title: task_title, currency },
    ...{
      items: length ?? null,
      units: units ?? null,
      most_units: ordinary ?? null,
      keys: summary?.keys?.slice(0, maxPlanKeys) ?? null,
    },
    ...specialUnitsOf(config),
    order: orderText(unitOrderOf(config)),
    treatments: designText(treatmentsOf(config, 0)),
    ...askedOfWorkers(config),
    ...(config.rules?.length ? { rules: ruleTexts(config) } : {}),
    ...{ qualifications: qualificationNames(config), creates: null },
    unit_cents: unitCents,
    max_cents: mostUnits === undefined ? null : centsOf(mostUnits * task_reward),
    ...(moved ? { moved: [...moved] } : {}),
  };
}

const listedIn = (items: TaskConfig['gold_data']): number | null => (Array.isArray(items) ? items.length : null);

/** The screening and gold units that a run of this config has, in words. */
function specialUnitsOf(config: TaskConfig): Pick<LaunchPlan, 'screening' | 'gold'> {
  const { use_screening_task, max_screening_units = 0, passed_qualification_name, block_qualification } = config;
  const { use_golds, max_gold_units = 0, min_golds, max_incorrect_golds, gold_qualification_base } = config;
  const outcomes = `grants ${passed_qualification_name}, or ${block_qualification} to who fails`;
  const how =
    max_screening_units > 0 ? `at most ${counted(max_screening_units, 'unit')}` : 'the first unit of each worker';
  const often = howOften({ every: config.gold_every, probability: config.gold_probability });
  const first = min_golds > 0 ? `${counted(min_golds, 'right answer')} first, then ${often}` : often;
  const limits = `${counted(max_incorrect_golds, 'wrong answer')} allowed; counts in ${gold_qualification_base}-…`;
  return {
    ...(use_screening_task
      ? { screening: { items: listedIn(config.screening_data), rules: `${how}; ${outcomes}` } }
      : {}),
    ...(use_golds
      ? {
          gold: {
            items: listedIn(config.gold_data),
            rules: `at most ${counted(max_gold_units, 'unit')}; ${first}; ${limits}`,
          },
        }
      : {}),
  };
}

/** Refuses items with a key that the treatments add to what workers get. */
function requireFreeKeys(config: TaskConfig, summary: DataSummary | undefined): void {
  const taken = addedKeys(config).find((key) => summary?.keys?.includes(key));
  if (taken !== undefined) throw refuse('data/key-taken', { key: taken });
}

/** Refuses an experimental design that the data does not have, or that would replace a key of the items. */
function requireDesign(config: TaskConfig, summary: DataSummary | undefined): void {
  const { within } = config.treatments ?? {};
  requireFreeKeys(config, summary);
  if (within === undefined) return;
  if (!summary) throw refuse('data/no-list', { key: within });
  const isKnown = !summary.keys || summary.keys.includes(within);
  if (isKnown && (summary.groups < 2 || summary.groups > maxConditions))
    throw refuse('data/bad-conditions', { key: within, groups: summary.groups, most: maxConditions });
}

/** Refuses a config that names keys which no item has, or that would show hidden ones. The items of a generator are not known. */
export function requireKnownKeys(config: TaskConfig, summary: DataSummary | undefined): void {
  const [shown] = shownButHidden(config);
  if (shown) throw refuse('task/gold-shown', shown);
  requireDesign(config, summary);
  requireNamedKeys(config, summary);
}

/** Refuses items for an open run without a key that its config names, or with one that its treatments add. */
export function requireKeysOfAdded(config: TaskConfig, summary: DataSummary): void {
  requireFreeKeys(config, summary);
  requireNamedKeys(config, summary);
}

function requireNamedKeys(config: TaskConfig, summary: DataSummary | undefined): void {
  const { keys: ofData = null } = summary ?? {};
  const keys = ofData && [...new Set([...ofData, ...keysOf(config.screening_data), ...keysOf(config.gold_data)])];
  const [unknown] = keys ? unknownDataKeys(config, keys) : [];
  if (keys && unknown) throw refuse('data/unknown-key', { ...unknown, keys });
}

/** The keys of items that stand beside the data; gold answers may be in those alone. */
const keysOf = (items: TaskConfig['gold_data']): string[] =>
  Array.isArray(items) ? items.flatMap((item) => Object.keys(item)) : [];
