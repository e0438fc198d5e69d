import { describe, expect, it } from 'vitest';
import { openApiOf } from '../../../api/openapi.ts';
import { declaredEndpoints } from '../for-tests.ts';
import { namesWithOwnRefusals, refusalCodes } from '../http/refusal-codes.ts';
import { apiPage } from './api-page.ts';
import { curlLine, sampleBody } from './curl-line.ts';
import { boundsOf, shapeOf } from './json-shape.ts';
import { type OpenApiDocument, operationsIn } from './openapi-document.ts';

const endpoints = await declaredEndpoints();
const all = endpoints.map(([, endpoint]) => endpoint);
const document = openApiOf(all, '1.2.3', refusalCodes) as unknown as OpenApiDocument;
const operations = operationsIn(document);
const origin = 'http://localhost:8400';
const page = apiPage(document, { origin, needsToken: false });
const operationNamed = (name: string) => operations.find(({ operationId }) => operationId === name)!;

describe('the page of the API', () => {
  it('has each operation once, below its heading', () => {
    expect(operations.length).toBe(endpoints.length);
    for (const { operationId, tags } of operations) {
      expect([operationId, page.split(`<details id="${operationId}">`).length]).toEqual([operationId, 2]);
      expect(document.tags.map(({ name }) => name)).toContain(tags[0]);
    }
    expect(document.tags.map(({ name }) => name).sort()).toEqual([
      'Access',
      'Archives',
      'Conversations',
      'Drafts',
      'Examples',
      'Exports',
      'Log',
      'Mephisto',
      'Pay',
      'Providers',
      'Quality',
      'Review',
      'Rules',
      'Runs',
      'Server',
      'Tasks',
      'Units',
      'Webhooks',
      'Workers',
    ]);
  });

  it('loads nothing from elsewhere, and runs no script but that of the colours', () => {
    expect([...page.matchAll(/<(?:script|link|img)[^>]*(?:src|href)="([^"]+)"/g)].map(([, at]) => at)).toEqual([
      '/favicon.svg',
      '/first.js',
      '/favicon.svg',
    ]);
  });

  it('names the refusals of an operation by status', () => {
    const { responses } = operationNamed('acceptUnit');
    expect(responses['404']?.['x-codes']).toEqual(['qualification/unknown', 'unit/unknown']);
    expect(responses['409']?.['x-codes']).toContain('unit/already-reviewed');
    expect(page).toContain('<li>404: <code>qualification/unknown</code>, <code>unit/unknown</code></li>');
  });

  it('knows every operation that has refusals of its own', () => {
    const names = new Set(all.map(({ name }) => name));
    expect(namesWithOwnRefusals.filter((name) => !names.has(name))).toEqual([]);
  });

  it('has for another launch of a run what a launch may be refused with, and for units that they cannot be sorted', () => {
    const codesOf = (name: string) => Object.values(refusalCodes(all.find((one) => one.name === name)!)).flat();
    const fromFolder = codesOf('launchRun').filter((code) => /^(task|data)\//.test(code));
    expect(fromFolder).toContain('task/build-failed');
    expect(codesOf('launchAgain')).toEqual(expect.arrayContaining(fromFolder));
    expect(codesOf('listUnits')).toContain('unit/too-many-to-sort');
  });
});

describe('the line to paste of an operation', () => {
  // Pieces of lost work, which `manyhands recover` finds, are too many shapes for one example.
  const withBody = all.filter(({ body, name }) => body && name !== 'putBack');

  it.each(withBody.map((one) => [one.name, one] as const))('sends a body that fits: %s', (name, { body }) => {
    expect(body?.safeParse(sampleBody(operationNamed(name))).error?.issues).toBeUndefined();
  });

  it.each(operations.map((one) => [one.operationId, one] as const))('has a query that fits: %s', (name, operation) => {
    const line = curlLine(operation, origin, false);
    const address = new URL(/'(http[^']+)'/.exec(line)?.[1] ?? '');
    expect(address.pathname).not.toMatch(/[{}:]/);
    const { query } = all.find((one) => one.name === name)!;
    expect(query?.safeParse(Object.fromEntries(address.searchParams)).error?.issues).toBeUndefined();
  });

  it('is one word after the other for a shell', () => {
    expect(curlLine(operationNamed('acceptUnit'), origin, false)).toBe(
      `curl -s -X POST '${origin}/api/units/film-genres-5r799.0.0/accept' -H 'content-type: application/json' -d '{"note":"Well seen."}'`,
    );
    expect(curlLine(operationNamed('listUnits'), origin, true)).toBe(
      `curl -s '${origin}/api/units' -H "authorization: Bearer $MANYHANDS_TOKEN"`,
    );
    expect(curlLine(operationNamed('alive'), origin, true)).toBe(`curl -s '${origin}/alive'`);
  });
});

describe('the shape of a value', () => {
  it('is written as in TypeScript', () => {
    expect(
      shapeOf({
        type: 'object',
        required: ['id', 'of'],
        properties: {
          id: { type: 'string', nullable: true },
          of: { type: 'array', items: { anyOf: [{ type: 'integer' }, { enum: ['all'] }] } },
          more: { type: 'object', additionalProperties: { type: 'boolean' } },
        },
      }),
    ).toBe('{\n  id: string | null\n  of: (number | "all")[]\n  more?: {\n    [key: string]: boolean\n  }\n}');
    expect(shapeOf({})).toBe('unknown');
    expect(shapeOf({ type: 'object' })).toBe('{}');
  });

  it('has its bounds and its default in words', () => {
    expect(boundsOf({ type: 'integer', minimum: 1, maximum: 1000, default: 100 })).toBe('1 to 1000, default 100');
    expect(boundsOf({ type: 'string', maxLength: 200 })).toBe('at most 200 characters');
    expect(boundsOf({ type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER })).toBe('at least 0');
    expect(boundsOf({ type: 'array', minItems: 1 })).toBe('at least 1 entry');
  });
});
