import { tooDeepReason } from './foreign-json.ts';
import { deepestJson } from './json-depth.ts';
import { faultWords, jsonFault } from './json-faults.ts';

/** A value of JavaScript that JSON cannot hold as it is. */
class NotPlain extends Error {
  override name = 'NotPlain';
}

type Path = readonly string[];

const nameOf = (value: object) => Object.prototype.toString.call(value).slice(8, -1);

const bad = (path: Path, reason: string): never => {
  throw new NotPlain(faultWords({ path, reason }));
};

/**
 * A copy of a value as its JSON says it. Dates and others with `toJSON` are what that gives, and keys whose value is undefined are left
 * out; all that JSON would change without a word is refused.
 */
function plain(value: unknown, path: Path, around: readonly object[]): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number')
    return Number.isFinite(value) ? value : bad(path, `${value} is a number that JSON cannot hold`);
  if (typeof value !== 'object') return bad(path, notHeld(value));
  if (around.includes(value)) return bad(path, 'the value contains itself');
  if (around.length >= deepestJson) return bad([], tooDeepReason);
  const inside = [...around, value];
  if (value instanceof Date && Number.isNaN(value.getTime())) return bad(path, 'the date is not valid');
  if (Array.isArray(value)) return Array.from(value, (inner, at) => plain(inner, [...path, String(at)], inside));
  if ('toJSON' in value && typeof value.toJSON === 'function' && !ArrayBuffer.isView(value))
    return plain(value.toJSON(path.at(-1) ?? ''), path, inside);
  if (nameOf(value) !== 'Object')
    return bad(
      path,
      `a value of the type ${nameOf(value)} cannot be written as JSON; give a list or an object of its values`,
    );
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [key, plain(inner, [...path, key], inside)]));
}

function notHeld(value: unknown): string {
  if (typeof value === 'bigint') return `${value} is a BigInt; write it as text, in quotes`;
  return value === undefined
    ? 'there is undefined, which JSON cannot hold; write null'
    : `a value of the type ${typeof value} cannot be written as JSON`;
}

/** The JSON of a value of JavaScript, with nothing changed or lost on the way; or why it has none, in words that follow a colon. */
export function plainJson(value: unknown): { json: string } | { fault: string } {
  try {
    const json = JSON.stringify(plain(value, [], []));
    const fault = jsonFault(json);
    return fault ? { fault: faultWords(fault) } : { json };
  } catch (error) {
    if (error instanceof NotPlain) return { fault: error.message };
    throw error;
  }
}
