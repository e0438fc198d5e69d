import { nearestOf } from '../../projections/spelling/nearest.ts';
import type { TaskConfig } from './task-keys.ts';
import { addedKeys } from './treatment-keys.ts';

/** A key of the data that a config names, and where it does. */
type NamedKey = { place: string; key: string };

const goldOf = ({ quality, questions = [] }: Pick<TaskConfig, 'quality' | 'questions'>): NamedKey[] => {
  const { gold } = quality ?? {};
  const inQuality =
    typeof gold === 'string'
      ? [{ place: 'quality.gold', key: gold }]
      : Object.entries(gold ?? {}).map(([question, key]) => ({ place: `quality.gold.${question}`, key }));
  const inQuestions = questions.flatMap(({ key, gold: named }) =>
    named === undefined ? [] : [{ place: `the gold of question "${key}"`, key: named }],
  );
  return [...inQuality, ...inQuestions];
};

/** The keys of an item that no worker may see: its gold answers, and those that the config calls private. */
export const hiddenKeys = (config: Pick<TaskConfig, 'quality' | 'questions' | 'private'>): Set<string> =>
  new Set([...goldOf(config).map(({ key }) => key), ...(config.private ?? [])]);

/** An item without the keys that no worker may see. */
export function withoutKeys(item: Record<string, unknown>, hidden: ReadonlySet<string>): Record<string, unknown> {
  if (hidden.size === 0) return item;
  return Object.fromEntries(Object.entries(item).filter(([key]) => !hidden.has(key)));
}

function namedKeys(config: TaskConfig): NamedKey[] {
  const { show = [], questions = [], quality, priority, round_robin } = config;
  const shown = show.map((one) => ({ place: 'show', key: typeof one === 'string' ? one : one.key }));
  const pairs = [...questions, ...(quality?.questions ?? [])].flatMap(({ key, pairwise }) =>
    Object.values(pairwise ?? {}).map((named) => ({ place: `the pair of question "${key}"`, key: named })),
  );
  const texts = questions.flatMap(({ key, of }) => (of ? [{ place: `the text of question "${key}"`, key: of }] : []));
  const hidden = (config.private ?? []).map((key) => ({ place: 'private', key }));
  const orderedBy = { priority, round_robin, 'treatments.within': config.treatments?.within };
  const ordering = Object.entries(orderedBy).flatMap(([place, key]) => (key ? [{ place, key }] : []));
  return [...shown, ...pairs, ...texts, ...goldOf(config), ...hidden, ...ordering];
}

/** What a config names and no item has, each with the key that was probably meant, if there is one. */
export function unknownDataKeys(config: TaskConfig, keys: readonly string[]): (NamedKey & { meant?: string })[] {
  const added = addedKeys(config);
  const unknown = namedKeys(config).filter(({ key }) => !keys.includes(key) && !added.includes(key));
  return unknown.map((named) => {
    const meant = nearestOf(named.key, keys);
    return { ...named, ...(meant === undefined ? {} : { meant }) };
  });
}

/** Keys that are shown to workers although they are hidden from them. */
export function shownButHidden(config: TaskConfig): NamedKey[] {
  const hidden = hiddenKeys(config);
  const inside = {
    quality: undefined,
    private: undefined,
    priority: undefined,
    round_robin: undefined,
    treatments: undefined,
  };
  const toWorkers = namedKeys({ ...config, ...inside });
  const goldPlaces = new Set(goldOf(config).map(({ place }) => place));
  return toWorkers.filter(({ place, key }) => hidden.has(key) && !goldPlaces.has(place));
}
