import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as statistics from './package.ts';

const page = readFileSync(new URL('../../../docs/statistics.md', import.meta.url), 'utf8');
const blockOf = (language: string) => new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? '';

describe('the page of the statistics package', () => {
  it('has an example that prints what it says', () => {
    const example = /^import \{ (.*?) \} from 'manyhands\/statistics';\n([\s\S]*)$/.exec(blockOf('js'));
    const names = example?.[1]?.split(', ') ?? [];
    const printed: string[] = [];
    const functions = new Map<string, unknown>(Object.entries(statistics));
    const values = names.map((name) => functions.get(name));
    const run = new Function('console', ...names, example?.[2] ?? '');
    run({ log: (line: string) => printed.push(line) }, ...values);
    expect(printed.length).toBeGreaterThan(0);
    expect(`${printed.join('\n')}\n`).toBe(blockOf('text'));
  });

  it('names every function of the package', () => {
    const named = new Set([...page.matchAll(/`(\w+)[(`]/g)].map(([, name]) => name));
    expect(Object.keys(statistics).filter((name) => !named.has(name))).toEqual([]);
  });
});
