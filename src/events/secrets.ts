const secretName =
  /passw|passphrase|^pwd$|^pass$|secret|tokens?$|^bearer$|credential|authorization|(api|access|account|private|signing|encryption|openai)[_-]?key/i;
const inAddress = /(\/\/)[^/\s@]+@/g;
const inCommand = /\b([a-z_]*(?:passw(?:or)?d|secret|token|key))=\S+/gi;
/** `name: value` in YAML that was typed as one text. */
const inYaml =
  /((?:passw|passphrase|secret|token|credential|authorization|key)[\w-]{0,100}["']?\s{0,100}:\s{0,100})("[^"]*"|'[^']*'|[^\s,{}[\]]+)/gi;

/** What well-known services make their keys look like. */
// Bounded where a long text without a match would be searched again from every place in it.
const known = new RegExp(
  [
    String.raw`\bsk-[\w-]{16,}`,
    String.raw`\b[rs]k_(?:live|test)_\w{10,}`,
    String.raw`\bgh[opsur]_\w{20,}`,
    String.raw`\bgithub_pat_\w{20,}`,
    String.raw`\bglpat-[\w-]{16,}`,
    String.raw`\bnpm_\w{30,}`,
    String.raw`\bhf_\w{20,}`,
    String.raw`\bxox[abeprs]-[\w-]{10,}`,
    String.raw`\b(?:AKIA|ASIA)[0-9A-Z]{16}\b`,
    String.raw`\bAIza[\w-]{35}`,
    String.raw`\bya29\.[\w-]{20,}`,
    String.raw`\bSG\.[\w-]{16,}\.[\w-]{16,}`,
    String.raw`\bmh_[\w-]{16,}`,
    String.raw`\beyJ[\w-]{8,4000}\.eyJ[\w-]{8,4000}\.[\w-]+`,
    String.raw`\bBearer\s+[\w.~+/-]{16,}=*`,
    String.raw`-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)`,
  ].join('|'),
  'g',
);
/** Who signs in at an address with a password, which no variable of a shell gives. */
const password = /\/\/[^/\s@:]*:(?!\$)[^/\s@]+@/;
const assignment = /\b[a-z_]*(?:passw(?:or)?d|secret|token|key)=(?!\$)[^\s$]+/i;
const variable = /^[A-Z][A-Z0-9_]{0,99}$/;

/** What stands in place of a secret. */
export const unshown = '(not shown)';

/** A value of a config that is read from this environment variable, and only there. */
type SecretReference = { secret: string };

const isSecretName = (name: string): boolean => secretName.test(name);
/** In machine learning, tokens are parts of texts: a list of them, or a number, is no secret. */
const isAboutTokens = (name: string, value: unknown): boolean =>
  (Array.isArray(value) || typeof value === 'number') && /tokens$/i.test(name);
const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const holdsKey = (text: string): boolean => text.search(known) >= 0;

/** Whether a value of a config is the name of a variable that holds a secret, and no secret itself. */
export const isReference = (value: unknown): value is SecretReference =>
  isMap(value) &&
  Object.keys(value).length === 1 &&
  typeof value.secret === 'string' &&
  variable.test(value.secret) &&
  !holdsKey(value.secret);

/** A text without keys of well-known shapes, and without the passwords in addresses and commands. */
export const withoutKeys = (text: string): string =>
  text.replace(known, unshown).replace(inAddress, `$1${unshown}@`).replace(inCommand, `$1=${unshown}`);

/** A value for reading without passwords, tokens and keys: what is called so, and what addresses and commands hold of them. */
export function withoutSecrets(value: unknown, isSecret = false): unknown {
  if (typeof value === 'number') return isSecret ? unshown : value;
  if (typeof value === 'string') return isSecret ? unshown : withoutKeys(value);
  if (Array.isArray(value)) return value.map((inner) => withoutSecrets(inner, isSecret));
  if (!isMap(value) || isReference(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      withoutKeys(name),
      withoutSecrets(inner, isSecret || (isSecretName(name) && !isAboutTokens(name, inner))),
    ]),
  );
}

/** A config for reading; a map that is the value of a key is no reference, whatever stands in it. */
export function withoutSecretsInConfig(config: unknown): unknown {
  if (!isMap(config)) return config;
  const inside = (key: string, value: unknown) =>
    isMap(value)
      ? Object.entries(value).map(([name, inner]) => [
          name,
          withoutSecrets(inner, isSecretName(key) || (isSecretName(name) && !isAboutTokens(name, inner))),
        ])
      : undefined;
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => {
      const entries = inside(key, value);
      return [key, entries ? Object.fromEntries(entries) : withoutSecrets(value, isSecretName(key))];
    }),
  );
}

/** A `key=value` setting of a launch for reading, its value being YAML as it was typed. */
export function withoutSecretsIn(key: string, typed: string): string {
  if (key.endsWith('.secret') && isReference({ secret: typed.trim() })) return typed;
  const isOne = /^\s*\{\s*["']?secret["']?\s*:\s*["']?([\w]+)["']?\s*\}\s*$/.exec(typed);
  if (isOne && isReference({ secret: isOne[1] })) return typed;
  if (isSecretName(key)) return unshown;
  return withoutKeys(typed).replace(inYaml, (whole, name: string, value: string, at: number, text: string) => {
    // `my_secret: HUNTER2` is no reference, only `secret: VARIABLE` is.
    const isWholeName = /^secret["']?\s*:/i.test(name) && !/[\w-]/.test(text.charAt(at - 1));
    return isWholeName && isReference({ secret: value.replace(/["']/g, '') }) ? whole : name + unshown;
  });
}

/** Where in a value stands what looks like a secret, as `a.b.c`; names count only where they are anybody's own choice. */
export function secretIn(value: unknown, path: string, { byName }: { byName: boolean }): string | undefined {
  return search(value, { path, byName, isSecret: false });
}

type Search = { path: string; byName: boolean; isSecret: boolean };

function search(value: unknown, { path, byName, isSecret }: Search): string | undefined {
  if (typeof value === 'number') return isSecret ? path : undefined;
  if (typeof value === 'string') {
    const isFound =
      (isSecret && value.trim() !== '') || holdsKey(value) || password.test(value) || assignment.test(value);
    return isFound ? path : undefined;
  }
  if (Array.isArray(value)) return firstOf(value.map((inner) => search(inner, { path, byName, isSecret })));
  if (!isMap(value) || isReference(value)) return undefined;
  return firstOf(
    Object.entries(value).map(([name, inner]) => {
      const isNamed = byName && isSecretName(name) && !isAboutTokens(name, inner);
      if (holdsKey(name)) return path;
      return search(inner, { path: `${path}.${name}`, byName, isSecret: isSecret || isNamed });
    }),
  );
}

const firstOf = (found: readonly (string | undefined)[]) => found.find((path) => path !== undefined);
