/** The names under which an answer's files were stored, with their hashes, as the answer itself lists them. */
export function storedNamesOf(answer: unknown): Map<string, string> {
  const { files } = (answer ?? {}) as { files?: unknown };
  const names = new Map<string, string>();
  for (const file of Array.isArray(files) ? files : []) {
    const { filename, path } = (file ?? {}) as { filename?: unknown; path?: unknown };
    const hash = typeof path === 'string' ? /^files\/([0-9a-f]{64})$/.exec(path)?.[1] : undefined;
    if (typeof filename === 'string' && hash) names.set(filename, hash);
  }
  return names;
}
