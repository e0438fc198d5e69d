/** A source of packages in the machine's own apt configuration. */
export type AptSource = { uris: string[]; suites: string[]; components: string[]; signedBy?: string };

/** A mirror of the distribution itself, with its signing keys (deb822 spelling; undefined: apt's own keys). */
export type Mirror = { uri: string; signedBy?: string };

const words = (text = '') => text.split(/\s+/).filter(Boolean);

/** Reads the one-line format: `deb [options] uri suite component…`. CD-ROMs are left out. */
export function parseSourcesList(text: string): AptSource[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s*)?([^\s#]+)\s+([^\s#]+)([^#]*)/.exec(line);
    if (!match || match[2]!.startsWith('cdrom:')) return [];
    const [, options, uri, suite, components] = match;
    const signedBy = words(options)
      .find((option) => option.startsWith('signed-by='))
      ?.slice('signed-by='.length);
    return [{ uris: [uri!], suites: [suite!], components: words(components), signedBy }];
  });
}

/** Reads the deb822 format: stanzas of `Field: value`, values may continue on lines that begin with a space. */
export function parseDeb822(text: string): AptSource[] {
  const lines = text.split('\n').filter((line) => !line.startsWith('#'));
  return lines
    .join('\n')
    .split(/\n\s*\n/)
    .map(fieldsOf)
    .filter((field) => words(field.get('types')).includes('deb') && !/^(no|false|0)$/i.test(field.get('enabled') ?? ''))
    .map((field) => ({
      uris: words(field.get('uris')),
      suites: words(field.get('suites')),
      components: words(field.get('components')),
      signedBy: field.get('signed-by'),
    }));
}

/** The mirrors of the running release: sources of exactly that suite with a component `main`. */
export function mirrorsOf(codename: string, sources: readonly AptSource[]): Mirror[] {
  const mirrors = new Map<string, Mirror>();
  for (const { uris, suites, components, signedBy } of sources) {
    if (!suites.includes(codename) || !components.includes('main')) continue;
    for (const uri of uris) if (!mirrors.has(uri)) mirrors.set(uri, { uri, signedBy });
  }
  return [...mirrors.values()];
}

function fieldsOf(stanza: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [, name, value] of stanza.matchAll(/^([\w-]+):[ \t]*(.*(?:\n[ \t].*)*)/gm)) {
    fields.set(name!.toLowerCase(), value!.trim());
  }
  return fields;
}
