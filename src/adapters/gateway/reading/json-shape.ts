/** A JSON schema as the OpenAPI document has it. */
export type JsonSchema = {
  type?: string;
  enum?: readonly unknown[];
  format?: string;
  nullable?: boolean;
  default?: unknown;
  properties?: Readonly<Record<string, JsonSchema>>;
  required?: readonly string[];
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  anyOf?: readonly JsonSchema[];
  oneOf?: readonly JsonSchema[];
  allOf?: readonly JsonSchema[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
};

/** A schema as it is written in TypeScript; an object has one key a line, optional ones with `?`. */
export function shapeOf(schema: JsonSchema, indent = ''): string {
  const shape = withoutNull(schema, indent);
  return schema.nullable ? `${shape} | null` : shape;
}

function withoutNull(schema: JsonSchema, indent: string): string {
  const variants = schema.anyOf ?? schema.oneOf;
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (variants) return variants.map((one) => shapeOf(one, indent)).join(' | ');
  if (schema.allOf) return schema.allOf.map((one) => shapeOf(one, indent)).join(' & ');
  if (schema.type === 'array') return listOf(schema.items ?? {}, indent);
  if (schema.type === 'object') return objectOf(schema, indent);
  if (schema.type === 'integer') return 'number';
  return schema.type ?? 'unknown';
}

function listOf(items: JsonSchema, indent: string): string {
  const shape = shapeOf(items, indent);
  return / [|&] /.test(shape) && !shape.endsWith('}') ? `(${shape})[]` : `${shape}[]`;
}

function objectOf({ properties, required = [], additionalProperties }: JsonSchema, indent: string): string {
  const inner = `${indent}  `;
  const keys = Object.entries(properties ?? {}).map(
    ([key, one]) => `${inner}${key}${required.includes(key) ? '' : '?'}: ${shapeOf(one, inner)}`,
  );
  if (typeof additionalProperties === 'object')
    keys.push(`${inner}[key: string]: ${shapeOf(additionalProperties, inner)}`);
  return keys.length === 0 ? '{}' : `{\n${keys.join('\n')}\n${indent}}`;
}

/** What a value may be beside its type: its bounds and its default, in words. */
export function boundsOf(schema: JsonSchema): string {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems } = schema;
  const bounds = [
    between(minimum, maximum),
    between(minLength, maxLength, 'character'),
    between(minItems, maxItems, 'entry'),
    schema.default === undefined ? '' : `default ${JSON.stringify(schema.default)}`,
  ];
  return bounds.filter((one) => one !== '').join(', ');
}

/** JavaScript's own bounds of whole numbers say nothing. */
const isTold = (bound: number | undefined): bound is number =>
  bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;

function between(least: number | undefined, most: number | undefined, unit?: 'character' | 'entry'): string {
  const counted = (count: number) => (unit ? ` ${count === 1 ? unit : plurals[unit]}` : '');
  if (isTold(least) && isTold(most)) return `${least} to ${most}${counted(most)}`;
  if (isTold(most)) return `at most ${most}${counted(most)}`;
  return isTold(least) ? `at least ${least}${counted(least)}` : '';
}

const plurals = { character: 'characters', entry: 'entries' } as const;
