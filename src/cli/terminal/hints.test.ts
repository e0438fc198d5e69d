import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageFolder } from '../../adapters/package.ts';

const filesIn = (folder: string) =>
  (readdirSync(join(packageFolder, folder), { recursive: true }) as string[]).map((name) => `${folder}/${name}`);
const spoken = [...filesIn('src/cli'), ...filesIn('webapp'), 'src/actors/refusals.ts'].filter(
  // Scripts of shells complete the bare name.
  (file) =>
    /\.(ts|tsx|html)$/.test(file) && !/^webapp\/dist\/|^src\/cli\/completions\/|(\.test|for-tests)\.tsx?$/.test(file),
);
/** What a file says to people: without its comments, and without the examples of a help, which are made alike elsewhere. */
const wordsOf = (file: string) =>
  readFileSync(join(packageFolder, file), 'utf8')
    .replace(/\/\*\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
    .replace(/examples\([\s\S]*?\),?\n/g, '');

describe('a hint at another command', () => {
  it('can be typed in the folder of the project, wherever that is', () => {
    const calls = spoken.flatMap((file) =>
      [...wordsOf(file).matchAll(/[^\s"'`(>]*manyhands [a-z<]+/g)].map(([call]) => `${file}: ${call}`),
    );
    expect(calls.length).toBeGreaterThan(5);
    expect(calls.filter((call) => !call.includes(': ./bin/manyhands '))).toEqual([]);
  });
});
