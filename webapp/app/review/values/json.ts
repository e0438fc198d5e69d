const maxDepth = 20;

const isDeeper = (value: unknown, depth: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (depth === 0 || Object.values(value).some((inner) => isDeeper(inner, depth - 1)));

/** JSON for reading: indented, unless it is so deep that the indents would fill the page. */
export function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value, null, isDeeper(value, maxDepth) ? 0 : 2) ?? 'null';
  } catch {
    return '(Nested too deep to show. The export has it.)';
  }
}
