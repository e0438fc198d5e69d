import type { Endpoint } from './endpoint.ts';

/** The first match of a path decides its heading. */
const headings: readonly (readonly [RegExp, string])[] = [
  [/^\/(alive|ready|health|metrics)$|^\/api\/openapi\.json$/, 'Server'],
  [/^\/api\/(runs\/:run\/)?conversations\b/, 'Conversations'],
  [/^\/api\/runs\/:run\/(offers|payments)\b|^\/api\/budgets\b/, 'Providers'],
  [/^\/api\/(runs|overview|live)\b/, 'Runs'],
  [/^\/api\/units\/:unit\/(accept|reject|soft-reject|undo|second-opinion)$/, 'Review'],
  [/^\/api\/(queue|review|claims|verdicts|items)\b/, 'Review'],
  [/^\/api\/(units|files)\b/, 'Units'],
  [/^\/api\/(bonuses|payouts)\b/, 'Pay'],
  [/^\/api\/(workers|worker-names|qualifications|onboardings)\b/, 'Workers'],
  [/^\/api\/(quality|statistics|opinions)\b/, 'Quality'],
  [/^\/api\/exports?\b/, 'Exports'],
  [/^\/api\/(archives?|imports)\b/, 'Archives'],
  [/^\/api\/(providers|requesters)\b/, 'Providers'],
  [/^\/api\/webhooks\b/, 'Webhooks'],
  [/^\/api\/(events|replay|verify|audit|rebuild|recovered)\b/, 'Log'],
  [/^\/api\/(me|login|logout|users)\b/, 'Access'],
];

/** The tag of an endpoint in the OpenAPI document; one with a new kind of path gets the first word of it. */
export function tagOf({ tag, path }: Pick<Endpoint, 'tag' | 'path'>): string {
  const found = tag ?? headings.find(([pattern]) => pattern.test(path))?.[1];
  if (found) return found;
  const word = path.split('/').find((part) => part !== '' && part !== 'api') ?? 'server';
  return word.charAt(0).toUpperCase() + word.slice(1);
}
