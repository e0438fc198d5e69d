import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('.', import.meta.url));
const files = (readdirSync(root, { recursive: true }) as string[]).filter((file) => file.endsWith('.ts'));
const isSpec = (file: string) => /\.(test|contract)\.ts$|\/(specify|specify-runs|fixtures|for-tests)\.ts$/.test(file);
const sources = files.filter((file) => !isSpec(file));
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');

/** What a file imports: own files as paths from here, packages by name. */
function importsOf(file: string): string[] {
  const statements = textOf(file).matchAll(/^(?:import|export)\b[^;]*?from '([^']+)'|\bimport\('([^']+)'\)/gm);
  const found = [...statements].map(([, named, loaded]) => named ?? loaded ?? '');
  return found.map((name) => (name.startsWith('.') ? relative(root, resolve(root, dirname(file), name)) : name));
}

/** Which folders and packages a layer may use; imports run one way. */
const law: Record<string, { own: string[]; packages: string[] }> = {
  events: { own: ['events'], packages: ['zod'] },
  actors: { own: ['events', 'actors'], packages: ['zod', 'xstate'] },
  statistics: { own: ['statistics'], packages: [] },
  api: { own: ['api'], packages: ['zod'] },
  client: { own: ['api', 'client'], packages: [] },
  projections: {
    own: ['events', 'actors', 'projections'],
    packages: [
      'zod',
      'drizzle-orm',
      'drizzle-orm/better-sqlite3',
      'drizzle-orm/sqlite-core',
      'better-sqlite3',
      'node:crypto',
      'node:timers/promises',
    ],
  },
};

describe('the import law', () => {
  it.each(Object.entries(law))('holds for %s', (layer, { own, packages }) => {
    const broken = sources
      .filter((file) => file.startsWith(`${layer}/`))
      .flatMap((file) =>
        importsOf(file)
          .filter((name) => (name.endsWith('.ts') ? !own.includes(name.split('/')[0] ?? '') : !packages.includes(name)))
          .map((name) => `${file} imports ${name}`),
      );
    expect(broken).toEqual([]);
  });

  it('lets adapters import neither the composition root nor the command line', () => {
    const broken = sources
      .filter((file) => file.startsWith('adapters/'))
      .flatMap((file) =>
        importsOf(file)
          .filter((name) => name === 'main.ts' || name.startsWith('cli/'))
          .map((name) => `${file} imports ${name}`),
      );
    expect(broken).toEqual([]);
  });

  it('keeps the nats package in the adapters that speak to NATS', () => {
    const speakers = ['adapters/log/', 'adapters/nats-server/', 'adapters/files/', 'adapters/nats.ts'];
    const broken = sources.filter(
      (file) => importsOf(file).includes('nats') && !speakers.some((place) => file.startsWith(place)),
    );
    expect(broken).toEqual([]);
  });

  it('has no cycles, type imports included', () => {
    const state = new Map<string, 'open' | 'done'>();
    const cycles: string[] = [];
    function visit(file: string, path: string[]) {
      if (state.get(file) === 'done') return;
      if (state.get(file) === 'open') {
        cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
        return;
      }
      state.set(file, 'open');
      for (const name of importsOf(file)) if (sources.includes(name)) visit(name, [...path, file]);
      state.set(file, 'done');
    }
    for (const file of sources) visit(file, []);
    expect(cycles).toEqual([]);
  });
});

describe('the pure core', () => {
  it('has no clock, no randomness and no process', () => {
    const impure = /Date\.now\(|new Date\(\)|Math\.random\(|process\.|from 'node:/;
    const found = sources.filter((file) => /^(events|actors|statistics)\//.test(file) && impure.test(textOf(file)));
    expect(found).toEqual([]);
  });
});

describe('every file', () => {
  it('is at most 250 lines long', () => {
    const theOneTable = 'actors/refusals.ts';
    expect(sources.filter((file) => textOf(file).split('\n').length > 251 && file !== theOneTable)).toEqual([]);
  });
});
