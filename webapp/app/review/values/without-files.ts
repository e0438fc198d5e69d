const isListOfFiles = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null && 'originalname' in one);

/** An answer without the two fields that list its files; files are shown separately. */
export function withoutFiles(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return answer;
  const { files, filesByFields, ...others } = answer as Record<string, unknown>;
  return isListOfFiles(files) && filesByFields !== undefined ? others : answer;
}
