import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const filesIn = (folder: string) =>
  (readdirSync(join(root, folder), { recursive: true }) as string[])
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => `${folder}/${file}`);
const isSpec = (file: string) =>
  /\.(test|contract)\.tsx?$|\/(specify|specify-runs|fixtures|for-tests)\.tsx?$/.test(file);
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');

const sources = filesIn('src').filter((file) => !isSpec(file));
const pages = ['webapp/app', 'webapp/form', 'webapp/html', 'webapp/worker', 'webapp/hooks', 'webapp/chat']
  .flatMap(filesIn)
  .filter((file) => !isSpec(file));

/** What a file imports: own files as paths from the project's folder, packages by name. */
function importsOf(file: string): string[] {
  const statements = textOf(file).matchAll(/^(?:import|export)\b[^;]*?from '([^']+)'|\bimport\('([^']+)'\)/gm);
  const found = [...statements].map(([, named, loaded]) => named ?? loaded ?? '');
  return found.map((name) => (name.startsWith('.') ? relative(root, resolve(root, dirname(file), name)) : name));
}

/** Which layers a layer may import beside itself, and, where that is a short list, which packages. */
const law: Record<string, { layers: string[]; packages?: string[] }> = {
  events: { layers: [], packages: ['zod'] },
  api: { layers: [], packages: ['zod'] },
  client: { layers: ['api'], packages: [] },
  actors: { layers: ['events'], packages: ['zod', 'xstate'] },
  'projections/statistics': { layers: [], packages: ['d3-array'] },
  projections: {
    layers: ['events', 'actors', 'api'],
    packages: [
      'zod',
      'drizzle-orm',
      'drizzle-orm/better-sqlite3',
      'drizzle-orm/sqlite-core',
      'better-sqlite3',
      'csv-stringify/sync',
      'd3-array',
      'fastest-levenshtein',
      'hyparquet-writer',
      'semver',
      'node:crypto',
      'node:timers/promises',
    ],
  },
  runtime: { layers: ['events', 'actors', 'projections', 'api'] },
  adapters: { layers: ['events', 'actors', 'projections', 'api', 'client', 'runtime'] },
  startup: { layers: ['events', 'actors', 'projections', 'api', 'runtime', 'adapters'] },
  simulation: { layers: ['events', 'actors', 'projections', 'api', 'runtime', 'adapters'] },
};

const isIn = (file: string, layer: string) => file.startsWith(`src/${layer}/`);

describe('the import law', () => {
  it.each(Object.entries(law))('holds for %s', (layer, { layers, packages }) => {
    const isAllowed = (name: string) =>
      /\.tsx?$/.test(name)
        ? [layer, ...layers].some((one) => isIn(name, one))
        : packages === undefined || packages.includes(name);
    const broken = sources
      .filter((file) => isIn(file, layer))
      .flatMap((file) =>
        importsOf(file)
          .filter((name) => !isAllowed(name))
          .map((name) => `${file} imports ${name}`),
      );
    expect(broken).toEqual([]);
  });

  it('is the one that CONTRIBUTING.md describes', () => {
    const rows = textOf('CONTRIBUTING.md').matchAll(/^\| `src\/(\w+)\/` \|.*\| ([^|]+) \|$/gm);
    const described = [...rows].map(([, layer = '', imports = '']) => [
      layer,
      [...imports.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    ]);
    const layers = Object.entries(law).filter(([layer]) => !layer.includes('/'));
    expect(Object.fromEntries(described)).toEqual(
      Object.fromEntries(layers.map(([layer, { layers: imports }]) => [layer, imports])),
    );
  });

  it('lets the runtime reach no file, socket, thread or process', () => {
    const worldly = /^(node:(fs|net|http|https|child_process|worker_threads)(\/.*)?|fastify|nats|better-sqlite3)$/;
    const broken = sources
      .filter((file) => isIn(file, 'runtime'))
      .flatMap((file) =>
        importsOf(file)
          .filter((name) => worldly.test(name))
          .map((name) => `${file} imports ${name}`),
      );
    expect(broken).toEqual([]);
  });

  it('lets the gateway and the metrics ask the runtime by its calls only, never its live state', () => {
    const isOutside = (file: string) => isIn(file, 'adapters/gateway') || isIn(file, 'adapters/metrics');
    const live = [
      ...['runtime', 'managed-runs', 'open-run', 'open-workspace', 'launch'],
      ...['local-calls/connect', 'local-calls/local-run-calls', 'local-calls/local-calls'],
      ...['items', 'submission-rate'],
    ].map((name) => `src/runtime/${name}.ts`);
    expect(live.filter((file) => !sources.includes(file))).toEqual([]);
    const outside = sources.filter(isOutside);
    expect(outside.filter((file) => textOf(file).includes('.mailbox'))).toEqual([]);
    const broken = outside.flatMap((file) =>
      importsOf(file)
        .filter((name) => live.includes(name))
        .map((name) => `${file} imports ${name}`),
    );
    expect(broken).toEqual([]);
  });

  it('keeps the nats package in the adapters that speak to NATS', () => {
    const broken = sources.filter((file) => importsOf(file).includes('nats') && !isIn(file, 'adapters/nats'));
    expect(broken).toEqual([]);
  });

  it('lets the app take nothing but the contract from the server', () => {
    const broken = pages.flatMap((file) =>
      importsOf(file)
        .filter((name) => name.startsWith('src/') && !isIn(name, 'api'))
        .map((name) => `${file} imports ${name}`),
    );
    expect(broken).toEqual([]);
  });
});

/** Every way that comes back to where it began, in a graph of what leads where. */
function circlesIn(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const state = new Map<string, 'open' | 'done'>();
  const circles: string[] = [];
  function visit(node: string, path: string[]) {
    if (state.get(node) === 'done') return;
    if (state.get(node) === 'open') {
      circles.push([...path.slice(path.indexOf(node)), node].join(' → '));
      return;
    }
    state.set(node, 'open');
    for (const next of graph.get(node) ?? []) visit(next, [...path, node]);
    state.set(node, 'done');
  }
  for (const node of graph.keys()) visit(node, []);
  return circles;
}

/** What leads where, by files or by their folders; type imports count. */
function graphOf(files: readonly string[], nodeOf: (file: string) => string): Map<string, Set<string>> {
  const graph = new Map<string, Set<string>>();
  for (const file of files) {
    const node = nodeOf(file);
    const found = graph.get(node) ?? new Set<string>();
    graph.set(node, found);
    for (const name of importsOf(file)) if (files.includes(name) && nodeOf(name) !== node) found.add(nodeOf(name));
  }
  return graph;
}

describe.each([
  ['the server', sources],
  ['the app', pages],
])('%s', (_name, files) => {
  it('has no circle of files, type imports included', () => {
    expect(circlesIn(graphOf(files, (file) => file))).toEqual([]);
  });

  it('has no circle of folders, type imports included', () => {
    expect(circlesIn(graphOf(files, dirname))).toEqual([]);
  });
});

describe('the statistics package', () => {
  it('is complete in itself, and the rest of the project passes its entry by', () => {
    const entry = 'src/projections/statistics/package.ts';
    const reached = new Set([entry]);
    for (const file of reached) for (const name of importsOf(file)) if (sources.includes(name)) reached.add(name);
    expect([...reached].filter((file) => !isIn(file, 'projections/statistics'))).toEqual([]);
    expect(reached.size).toBeGreaterThan(20);
    expect(sources.filter((file) => importsOf(file).includes(entry))).toEqual([]);
  });
});

describe('the pure core', () => {
  it('has no clock, no randomness and no process', () => {
    const impure = /Date\.now\(|new Date\(\)|Math\.random\(|process\.|from 'node:/;
    const isPure = (file: string) => ['events', 'actors', 'projections/statistics'].some((layer) => isIn(file, layer));
    expect(sources.filter((file) => isPure(file) && impure.test(textOf(file)))).toEqual([]);
  });
});

describe('every file', () => {
  it('of the API reads no options of a shape: the build of the app has none', () => {
    const shapes = sources.filter((file) => file.startsWith('src/api/') && !file.endsWith('.test.ts'));
    expect(shapes.filter((file) => /\.options\b/.test(textOf(file)))).toEqual([]);
  });

  it('is at most 250 lines long', () => {
    const isTable = (file: string) => file.endsWith('/refusals.ts');
    expect(sources.filter((file) => textOf(file).split('\n').length > 251 && !isTable(file))).toEqual([]);
  });
});
