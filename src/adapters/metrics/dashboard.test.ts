import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { packageFolder } from '../package.ts';

// What Grafana documents of a dashboard's JSON, as far as ours uses it; an unknown key is a slip of ours.
const Source = z.strictObject({ type: z.literal('prometheus'), uid: z.literal('$' + '{source}') });
const GridPos = z
  .strictObject({
    h: z.int().min(1),
    w: z.int().min(1).max(24),
    x: z.int().min(0).max(23),
    y: z.int().min(0),
  })
  .refine(({ x, w }) => x + w <= 24, 'ends right of the grid, which has 24 columns');
const panel = { id: z.int().min(1), title: z.string().min(1), gridPos: GridPos };
const Row = z.strictObject({ ...panel, type: z.literal('row'), collapsed: z.literal(false) });
const Chart = z.strictObject({
  ...panel,
  type: z.enum(['timeseries', 'stat']),
  description: z.string(),
  datasource: Source,
  targets: z
    .array(
      z.strictObject({
        refId: z.string().regex(/^[A-Z]$/),
        expr: z.string().min(1),
        legendFormat: z.string(),
        datasource: Source,
      }),
    )
    .min(1),
  fieldConfig: z.strictObject({
    defaults: z.looseObject({ unit: z.enum(['short', 'reqps', 's', 'bytes', 'percentunit']) }),
    overrides: z.array(z.never()),
  }),
  options: z.record(z.string(), z.json()),
});
const Variable = z.looseObject({ name: z.string().regex(/^\w+$/), type: z.enum(['datasource', 'query']) });
const Dashboard = z.strictObject({
  title: z.string().min(1),
  uid: z.string().regex(/^[\w-]{1,40}$/),
  schemaVersion: z.int().min(36),
  version: z.int(),
  editable: z.boolean(),
  refresh: z.string().regex(/^\d+[smh]$/),
  time: z.strictObject({ from: z.string().regex(/^now-\d+[mhd]$/), to: z.literal('now') }),
  tags: z.array(z.string()),
  templating: z.strictObject({ list: z.array(Variable) }),
  panels: z.array(z.discriminatedUnion('type', [Row, Chart])),
});

describe('the dashboard for Grafana', () => {
  const text = readFileSync(join(packageFolder, 'docs/grafana/manyhands.json'), 'utf8');
  const dashboard = Dashboard.parse(JSON.parse(text));
  const { panels } = dashboard;

  it('gives each panel an id of its own, and each of its figures a letter', () => {
    const ids = panels.map(({ id }) => id);
    expect(ids.filter((id, place) => ids.indexOf(id) !== place)).toEqual([]);
    for (const one of panels) {
      const letters = one.type === 'row' ? [] : one.targets.map(({ refId }) => refId);
      expect(new Set(letters).size, one.title).toBe(letters.length);
    }
  });

  it('lays no panel over another', () => {
    const cells = panels.flatMap(({ title, gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, n) => ({ title, cell: `${x + (n % w)},${y + Math.floor(n / w)}` })),
    );
    const first = new Map(cells.toReversed().map(({ title, cell }) => [cell, title]));
    expect(cells.filter(({ title, cell }) => first.get(cell) !== title)).toEqual([]);
  });

  it('asks the Prometheus that is chosen at its top, and knows every variable it names', () => {
    const variables = dashboard.templating.list.map(({ name }) => name);
    const [source] = dashboard.templating.list;
    expect(source).toMatchObject({ name: 'source', type: 'datasource', query: 'prometheus' });
    // Grafana's own begin with two underscores.
    const named = [...text.matchAll(/\$\{?([a-z]\w*)/g)].map(([, name]) => name);
    expect(named.filter((name) => !variables.includes(name ?? ''))).toEqual([]);
  });
});
