const plainText = /^[A-Za-z][\w .<>=%]*$/;
const isWord = (text: string) => /^(true|false|yes|no|on|off|null|y|n)$/i.test(text);
const valueText = (value: unknown): string =>
  typeof value === 'string' && plainText.test(value) && !isWord(value) ? value : JSON.stringify(value);

/** A rule in each line, as the config writes it: `{if: returned >= 3, do: flag}`. */
export const ruleLines = (rules: unknown): string =>
  (Array.isArray(rules) ? rules : [])
    .map(
      (rule: object) =>
        `{${Object.entries(rule)
          .map(([key, value]) => `${key}: ${valueText(value)}`)
          .join(', ')}}`,
    )
    .join('\n');

/** Lines with a rule each, as the list that the setting is; empty without any. */
export const rulesIn = (text: string): string => {
  const lines = text.split('\n').map((line) => line.trim().replace(/,$/, ''));
  const written = lines.filter((line) => line !== '');
  return written.length === 0 ? '' : `[${written.join(', ')}]`;
};

const ofKey = /"rules(?:\.(\d+))?(?:\.(\w+))?" (.*)$/;
const ofText = /^The setting rules=.*: (.*)$/;

/** What a refusal says of the rules, each by its number in the list, and an error with the rest, if there is any. */
export function ruleFaultsOf(error: unknown): { rules?: string; others?: unknown } {
  if (!(error instanceof Error)) return error ? { others: error } : {};
  const rules: string[] = [];
  const others: string[] = [];
  for (const line of error.message.split('\n')) {
    const [, nth, key, reason] = ofKey.exec(line) ?? [];
    const [, broken] = ofText.exec(line) ?? [];
    if (reason !== undefined)
      rules.push(`${nth ? `Rule ${Number(nth) + 1}` : 'The list'}${key ? `: "${key}"` : ''} ${reason}`);
    else if (broken !== undefined) rules.push(broken);
    else others.push(line);
  }
  if (rules.length === 0) return { others: error };
  const left = others.filter((line) => line !== 'Nothing was changed.');
  return { rules: rules.join('\n'), ...(left.length > 0 ? { others: new Error(left.join('\n')) } : {}) };
}
