/** The parts of a JSON Schema that are described in words. */
export type Schema = {
  type?: string | string[];
  enum?: unknown[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  anyOf?: Schema[];
  format?: string;
  description?: string;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
};

/** A type in a few words, such as `list of text`. */
export function wordsFor(schema: Schema): string {
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  if (schema.anyOf) return schema.anyOf.map(wordsFor).join(' or ');
  if (schema.type === 'array') return `list of ${wordsFor(schema.items ?? {})}`;
  if (schema.format) return `${schema.format} text`;
  if (schema.type === 'string') return 'text';
  if (schema.type === 'integer') return 'whole number';
  return schema.type ? String(schema.type) : 'any JSON';
}
