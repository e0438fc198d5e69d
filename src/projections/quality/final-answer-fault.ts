import { fieldsOf, type Value } from '../../actors/answer-fields.ts';
import { qualityConfigOf } from './quality-config.ts';
import { optionsOf } from './questions.ts';

type Config = Record<string, unknown> | undefined;
type Asked = { key?: unknown; type?: unknown };

/** The labels of each question that the config of a run gives labels, by its key. */
export function offeredLabels(config: Config): Record<string, string[]> {
  const { questions = [] } = qualityConfigOf(config);
  return Object.fromEntries(questions.flatMap(({ key, labels }) => (labels ? [[key, [...labels]]] : [])));
}

/**
 * Why no worker could give this answer: it says nothing to the questions that the config asks, has a key that none of them has, or a label that a
 * question does not offer. Undefined if one could, or if the config asks nothing.
 */
export function finalAnswerFault(config: Config, answer: unknown): string | undefined {
  const asked = Array.isArray(config?.questions) && config.questions.length > 0;
  const { questions = [] } = qualityConfigOf(config);
  if (questions.length === 0) return undefined;
  const keys = questions.map(({ key }) => key);
  const fields = fieldsOf(answer, new Set(keys));
  const offered = offeredLabels(config);
  if (asked) {
    const isObject = typeof answer === 'object' && answer !== null && !Array.isArray(answer);
    if (!isObject) return `it must be an object with the keys of the questions, which are ${listed(keys)}`;
    const given = Object.keys(answer);
    const unknown = given.find((key) => !keys.includes(key));
    if (unknown !== undefined) return `no question has the key "${unknown}"; they are ${listed(keys)}`;
    if (given.length === 0) return `it says nothing to any question; they are ${listed(keys)}`;
    const empty = given.find((key) => Object.hasOwn(offered, key) && isNone(fields.get(key), key, config));
    if (empty !== undefined) return `it says nothing to "${empty}"; leave that key out`;
  }
  for (const [key, labels] of Object.entries(offered)) {
    const given = fields.get(key);
    const foreign = given === undefined ? undefined : optionsOf(given).find((option) => !labels.includes(option));
    if (foreign !== undefined) return `"${key}" is "${foreign.slice(0, 100)}", and its labels are ${listed(labels)}`;
  }
  return undefined;
}

/** Whether no label is chosen where one must be. */
function isNone(value: Value | undefined, key: string, config: Config): boolean {
  if (value === undefined) return true;
  const asked = (config?.questions ?? []) as Asked[];
  const takesMany = asked.some((one) => one.key === key && one.type === 'choices');
  return !takesMany && Array.isArray(value) && value.length === 0;
}

const listed = (names: readonly string[]): string => names.slice(0, 20).join(', ');
