import type { PlacedOperation } from './openapi-document.ts';
import { sampleOf, sampleText } from './samples.ts';

/** Bodies that need more than the keys which their schema requires. */
const bodies: Readonly<Record<string, unknown>> = {
  makeVerdict: { decision: 'accepted', units: ['film-genres-5r799.0.0'] },
  reviewMany: { decision: 'accepted', units: ['film-genres-5r799.0.0'] },
  acceptUnit: { note: 'Well seen.' },
  changePerson: { role: 'reviewer' },
  editQualification: { name: 'French' },
};

/** Queries that need more than the keys which their schema requires. */
const queries: Readonly<Record<string, readonly string[]>> = { mephistoUnits: ['task_id'] };

/** A text as one word of a shell. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** The body that the line of an operation sends, if it sends JSON. */
export function sampleBody({ operationId, requestBody }: PlacedOperation): unknown {
  if (operationId in bodies) return bodies[operationId];
  const schema = requestBody?.content['application/json']?.schema;
  return schema && requestBody.required ? sampleOf(schema) : undefined;
}

/** A line for a terminal that calls an operation, with samples for everything that it requires. */
export function curlLine(operation: PlacedOperation, origin: string, needsToken: boolean): string {
  const { operationId, method, path, parameters = [], requestBody, responses, security } = operation;
  const query = parameters
    .filter((one) => one.in === 'query' && (one.required || queries[operationId]?.includes(one.name)))
    .map(
      ({ name, schema }) => `${name}=${encodeURIComponent(String(sampleOf({ ...schema, anyOf: undefined }, name)))}`,
    );
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(sampleText(name)));
  const body = sampleBody(operation);
  const fileType = Object.keys(requestBody?.content ?? {}).find((type) => type !== 'application/json');
  const types = Object.values(responses).flatMap(({ content }) => Object.keys(content ?? {}));
  const parts = [
    'curl -s',
    types.some((type) => /ndjson|event-stream/.test(type)) ? '-N' : '',
    method === 'GET' ? '' : `-X ${method}`,
    quoted(`${origin}${filled}${query.length > 0 ? `?${query.join('&')}` : ''}`),
    needsToken && security?.length !== 0 ? '-H "authorization: Bearer $MANYHANDS_TOKEN"' : '',
    body === undefined ? '' : `-H 'content-type: application/json' -d ${quoted(JSON.stringify(body))}`,
    fileType === undefined ? '' : `-H 'content-type: ${fileType}' --data-binary @study.tar.gz`,
    types.includes('application/octet-stream') ? '-o reply' : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}
