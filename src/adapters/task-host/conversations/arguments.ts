import { isDeepStrictEqual } from 'node:util';
import { plainJson } from '../../../actors/plain-json.ts';
import type { AskOptions, Member, Saying } from '../../../client/room.ts';
import type { People } from './people.ts';
import { mostStepBytes } from './runs.ts';

type Values = Record<string, unknown>;

/** A value as JSON gives it back; throws what is wrong with it. */
export function plain<Value>(value: Value, what: string): Value {
  const given = plainJson(value);
  if ('fault' in given) throw new TypeError(`in what ${what} got: ${given.fault}`);
  const bytes = Buffer.byteLength(given.json);
  if (bytes > mostStepBytes)
    throw new TypeError(`${what} got ${bytes} bytes, and at most ${mostStepBytes} can be sent`);
  return JSON.parse(given.json) as Value;
}

/** The text of what is said, and the values beside it. */
export function wordsOf(saying: Saying, method: string): { text: string; task_data?: Values } {
  const { text, ...data }: { text: unknown } & Values =
    typeof saying === 'object' && saying !== null ? saying : { text: saying };
  if (typeof text !== 'string') throw new TypeError(`room.${method} needs a text, or an object with "text"`);
  const words = plain({ text, ...(Object.keys(data).length > 0 ? { task_data: data } : {}) }, `room.${method}`);
  return words.task_data && isDeepStrictEqual(words.task_data, {}) ? { text } : words;
}

/** How long the name of what is computed may be, in characters. */
export const mostNameLetters = 1000;

/** The longest time to wait for something. */
export const longestSeconds = 30 * 24 * 3600;

/** Refuses what is no time to wait. */
export function requireSeconds(seconds: number, method: string): void {
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= longestSeconds))
    throw new TypeError(`room.${method} needs a number of seconds from 0 to ${longestSeconds}`);
}

/** Refuses what is no form. */
export function requireForm(form: AskOptions['form']): void {
  const isQuestion = (one: unknown): boolean => {
    const { question, type, choices } = Object(one) as Values;
    const isChoice = type === 'choices' && Array.isArray(choices) && choices.length > 0;
    return typeof question === 'string' && (isChoice || type === 'text');
  };
  if (form !== undefined && !(Array.isArray(form) && form.length > 0 && form.every(isQuestion)))
    throw new TypeError(
      'the form of room.ask must be a list of {question, type: "text"} and {question, type: "choices", choices}',
    );
}

/** A member or several as a list; refuses what is none of this room. */
export function membersIn(people: People, given: Member | readonly Member[], method: string): readonly Member[] {
  const list = Array.isArray(given) ? [...given] : [given];
  for (const one of list)
    if (one === undefined || one === null || people.of(one.id) !== one)
      throw new TypeError(`room.${method} needs members of this room`);
  return list;
}
