const secretName = /passw|passphrase|secret|tokens?$|credential|(api|access|private|signing)[_-]?key/i;
const inAddress = /(\/\/)[^/\s@]+@/g;
const inCommand = /\b([a-z_]*(?:passw(?:or)?d|secret|token|key))=\S+/gi;

/** What stands in place of something that nobody needs to see. */
export const unshown = '(not shown)';

/** A value for reading without passwords, tokens and keys: what is called so, and what addresses and commands hold of them. */
export function withoutSecrets(value: unknown, isSecret = false): unknown {
  if (typeof value === 'string') {
    if (isSecret) return unshown;
    return value.replace(inAddress, `$1${unshown}@`).replace(inCommand, `$1=${unshown}`);
  }
  if (Array.isArray(value)) return value.map((inner) => withoutSecrets(inner, isSecret));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, withoutSecrets(inner, isSecret || secretName.test(name))]),
  );
}
