import { readdirSync } from 'node:fs';
import type { Endpoint } from '../../api/endpoint.ts';

const folder = new URL('../../api/', import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /^(?!.*\.test).*\.ts$/.test(file),
);

const isEndpoint = (value: unknown): value is Endpoint =>
  typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'role' in value;

/** Every endpoint that is declared in `src/api`, by method and path. */
export async function declaredEndpoints(): Promise<(readonly [string, Endpoint])[]> {
  const declared = new Map<string, Endpoint>();
  for (const file of files.sort())
    for (const value of Object.values((await import(new URL(file, folder).href)) as object))
      if (isEndpoint(value)) declared.set(`${value.method} ${value.path}`, value);
  return [...declared];
}
