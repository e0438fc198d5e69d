import { fieldsOf, labelOf, toValue } from '../../actors/answer-fields.ts';
import type { UnitPurpose } from '../../events/unit.ts';
import { optionOf, pairOf, sideIn } from './pairs.ts';
import { qualityConfigOf } from './quality-config.ts';

type Values = Readonly<Record<string, unknown>>;
type Keyed = readonly { key?: unknown }[];

/** Under this key, an item of an onboarding, a screening or a gold set has its right answer. */
export const expectedKey = 'expected';

const isMap = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The answers to an item that are known to be right, by question: in the gold keys of the run's config and, of gold and screening units, under `expected`. */
export function knownAnswers(config: Values, item: Values, isSpecial = true): Map<string, string> {
  const { gold } = qualityConfigOf(config);
  const pairs = pairsOf(config);
  const known = new Map<string, string>();
  const note = (question: string, value: unknown) => {
    const found = toValue(value);
    const label = pairs.has(question) ? optionOf(value) : found === undefined ? undefined : labelOf(found);
    if (label !== undefined) known.set(question, label);
  };
  if (typeof gold === 'string') {
    const value = item[gold];
    if (isMap(value)) for (const [question, one] of Object.entries(value)) note(question, one);
    else note(firstQuestion(config), value);
  } else for (const [question, key] of Object.entries(gold ?? {})) note(question, item[key]);
  if (!isSpecial) return known;
  const expected = item[expectedKey];
  if (isMap(expected)) for (const [question, value] of Object.entries(expected)) note(question, value);
  else if (expected !== undefined) note(firstQuestion(config), expected);
  return known;
}

type OfUnit = { purpose: UnitPurpose | null; data: Values };

/**
 * The known answers of a unit, by question: of an ordinary one those that its run's config names, of a gold or screening unit also what
 * stands under `expected`; null if there are none, and if only the task's code knows them.
 */
export function expectedOf(config: Values | undefined, { purpose, data }: OfUnit): Record<string, string> | null {
  const known = config ? knownAnswers(config, data, purpose !== null) : undefined;
  return known?.size ? Object.fromEntries(known) : null;
}

/** Where one right answer stands for the whole item, it is that to the first question, or the answer itself if it is a bare value. */
function firstQuestion({ questions, quality }: { questions?: unknown; quality?: unknown } & Values): string {
  const firstKey = (list: unknown) => (Array.isArray(list) ? (list as Keyed)[0]?.key : undefined);
  const key = firstKey(questions) ?? (isMap(quality) ? firstKey(quality.questions) : undefined);
  return typeof key === 'string' ? key : 'answer';
}

type Pairs = ReadonlyMap<string, { left: string; right: string }>;

/** The questions of a config that are choices between two, with the keys of the data that name their options. */
const pairsOf = (config: Values | undefined): Pairs =>
  new Map(
    (qualityConfigOf(config).questions ?? []).flatMap(({ key, pairwise }) => (pairwise ? [[key, pairwise]] : [])),
  );

/** What an answer says to each question; texts of choices between two at any length, since they name an option. */
export const labelsIn = (config: Values | undefined, answer: unknown): Map<string, string> =>
  new Map(
    [...fieldsOf(answer, new Set(pairsOf(config).keys()))].flatMap(([question, value]) => {
      const label = labelOf(value);
      return label === undefined ? [] : [[question, label] as const];
    }),
  );

/** Whether what was answered is what is known to be right, by question; a side of a choice between two may have several names. */
export function judged(
  config: Values | undefined,
  item: Values,
  { given, known }: { given: ReadonlyMap<string, string>; known: ReadonlyMap<string, string> },
): Map<string, boolean> {
  const pairs = pairsOf(config);
  return new Map(
    [...known].map(([question, right]) => {
      const said = given.get(question);
      const keys = pairs.get(question);
      if (said === undefined || !keys) return [question, said === right];
      const pair = pairOf(new Map(Object.entries(item)), keys);
      const side = sideIn(pair, keys, right);
      return [question, side === undefined ? said === right : sideIn(pair, keys, said) === side];
    }),
  );
}
