import type { z } from 'zod';
import { MturkError } from './errors.ts';

type Issue = z.core.$ZodIssue;

/** Checks an input against its shape, and refuses it in the words of AWS. */
export function checkInput<Shape extends z.ZodType>(shape: Shape, input: unknown): z.output<Shape> {
  const checked = shape.safeParse(input);
  if (checked.success) return checked.data;
  const { issues } = checked.error;
  const misread = issues.find((issue) => isMisread(issue, valueAt(input, issue.path)));
  if (misread) throw new MturkError('SerializationException', misreadText(misread, input));
  const faults = issues.map((issue) => sentence(issue, input));
  const count = faults.length === 1 ? '1 validation error' : `${faults.length} validation errors`;
  throw new MturkError('ValidationException', `${count} detected: ${faults.join('; ')}`);
}

/** A value of another type, or a member that no shape has: the service cannot read those at all. */
const isMisread = (issue: Issue, value: unknown) =>
  issue.code === 'unrecognized_keys' || (issue.code === 'invalid_type' && value !== undefined);

function misreadText(issue: Issue, input: unknown): string {
  if (issue.code === 'unrecognized_keys') return `Unknown member: ${issue.keys.join(', ')}`;
  const expected = issue.code === 'invalid_type' ? issue.expected : 'another type';
  return `Value ${JSON.stringify(valueAt(input, issue.path))} at '${nameOf(issue.path)}' is not of the type ${expected}`;
}

function sentence(issue: Issue, input: unknown): string {
  const value = valueAt(input, issue.path);
  const shown = value === undefined ? 'null' : `'${typeof value === 'object' ? JSON.stringify(value) : String(value)}'`;
  return `Value ${shown} at '${nameOf(issue.path)}' failed to satisfy constraint: ${constraint(issue)}`;
}

function constraint(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return 'Member must not be null';
    case 'too_big':
      return `Member must have ${measure(issue.origin)} less than or equal to ${issue.maximum}`;
    case 'too_small':
      return `Member must have ${measure(issue.origin)} greater than or equal to ${issue.minimum}`;
    case 'invalid_format':
      return `Member must satisfy regular expression pattern: ${issue.pattern?.replace(/^\/|\/\w*$/g, '')}`;
    case 'invalid_value':
      return issue.path.length && issue.input === undefined && issue.values.length === 0
        ? 'Member must not be null'
        : `Member must satisfy enum value set: [${issue.values.join(', ')}]`;
    default:
      return issue.message;
  }
}

const measure = (origin: string) => (origin === 'string' || origin === 'array' ? 'length' : 'value');

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
  return value;
}

/** AWS writes the names of members with a small first letter, and counts the members of a list from 1. */
function nameOf(path: readonly PropertyKey[]): string {
  const parts = path.map((key) =>
    typeof key === 'number' ? `${key + 1}.member` : String(key).charAt(0).toLowerCase() + String(key).slice(1),
  );
  return parts.join('.');
}
