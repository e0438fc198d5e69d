/** JSON in which the keys of each object are in order, so that equal values have equal texts; null for what JSON does not have. */
export const canonicalJson = (value: unknown): string => JSON.stringify(value ?? null, (_key, inner) => inOrder(inner));

function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
