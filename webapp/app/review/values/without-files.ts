const isListOfFiles = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null && 'originalname' in one);

/** An answer without the two fields in which pages list its files, which are shown by themselves. */
export function withoutFiles(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return answer;
  const { files, filesByFields, ...others } = answer as Record<string, unknown>;
  return isListOfFiles(files) && filesByFields !== undefined ? others : answer;
}
