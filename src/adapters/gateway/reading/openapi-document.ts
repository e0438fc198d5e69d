import type { JsonSchema } from './json-shape.ts';

type Content = Readonly<Record<string, { schema: JsonSchema }>>;

/** A parameter of the path or the query. */
export type Parameter = { name: string; in: 'path' | 'query'; required: boolean; schema: JsonSchema };

/** An operation as our own OpenAPI document has it. */
export type Operation = {
  operationId: string;
  summary: string;
  description: string;
  tags: readonly string[];
  parameters?: readonly Parameter[];
  requestBody?: { required: boolean; content: Content };
  responses: Readonly<Record<string, { description: string; content?: Content; 'x-codes'?: readonly string[] }>>;
  security?: readonly unknown[];
};

/** The parts of our own OpenAPI document that the page of the API shows. */
export type OpenApiDocument = {
  info: { title: string; version: string };
  tags: readonly { name: string }[];
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};

/** An operation with its address. */
export type PlacedOperation = Operation & { method: string; path: string };

/** All operations in the order of the document. */
export const operationsIn = ({ paths }: OpenApiDocument): PlacedOperation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  );
