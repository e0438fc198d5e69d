import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { describe, expect, it } from 'vitest';
import { packageFolder } from '../src/adapters/package.ts';

const folder = join(packageFolder, 'dist/hooks');
const chatFolder = join(packageFolder, 'dist/chat');
const maxBytes = 15_000;

/** The size of a module with everything that it imports but React and other packages named, minified and compressed, in bytes. */
async function sizeOf(entry: string, others: string[] = []): Promise<number> {
  const built = (await build({
    ...{ configFile: false, logLevel: 'silent' },
    build: {
      write: false,
      minify: true,
      lib: { entry, formats: ['es'] },
      rolldownOptions: { external: ['react', 'react/jsx-runtime', ...others] },
    },
  })) as Rolldown.RolldownOutput[];
  const codes = built.flatMap(({ output }) => output.flatMap((chunk) => ('code' in chunk ? chunk.code : [])));
  return gzipSync(codes.join('\n')).length;
}

describe('the package of hooks', () => {
  it.each(['index.js', 'plain.js'])('has under 15 kB of %s without React', async (entry) =>
    expect(await sizeOf(join(folder, entry))).toBeLessThan(maxBytes),
  );

  it('has a description of its own, with types of all that it exports', async () => {
    const { exports, files } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    expect(files).toEqual(['*.js', '*.d.ts']);
    for (const { types, default: code } of [exports['.'], exports['./plain']])
      for (const file of [types, code]) expect((await readFile(join(folder, file), 'utf8')).length).toBeGreaterThan(0);
  });

  it('has each of its names in its README', async () => expect(await namesNotInReadme(folder)).toEqual([]));
});

describe('the package of chats', () => {
  it('has under 15 kB without React and the hooks', async () =>
    expect(await sizeOf(join(chatFolder, 'index.js'), ['manyhands-hooks'])).toBeLessThan(maxBytes));

  it('has under 20 kB for pages without React, with its style and all that it needs but the functions beside it', async () =>
    expect(gzipSync(await readFile(join(packageFolder, 'webapp/chat/dist/manyhands-chat.js'))).length).toBeLessThan(
      20_000,
    ));

  it('has its style, a description of its own, and types of all that it exports', async () => {
    const { exports, files, peerDependencies } = JSON.parse(await readFile(join(chatFolder, 'package.json'), 'utf8'));
    expect(files).toEqual(['*.js', '*.d.ts', '*.css']);
    expect(Object.keys(peerDependencies)).toEqual(['manyhands-hooks', 'react']);
    for (const file of [exports['.'].types, exports['.'].default, exports['./chat.css']])
      expect((await readFile(join(chatFolder, file), 'utf8')).length).toBeGreaterThan(0);
  });

  it('has each of its names in its README', async () => expect(await namesNotInReadme(chatFolder)).toEqual([]));
});

/** The names that a package exports, types apart, and its README does not have. */
async function namesNotInReadme(folder: string): Promise<string[]> {
  const readme = await readFile(join(folder, 'README.md'), 'utf8');
  const names = [...(await readFile(join(folder, 'index.d.ts'), 'utf8')).matchAll(/export (?!type)\{([^}]*)\}/g)]
    .flatMap(([, list = '']) => list.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '));
  expect(names.length).toBeGreaterThan(15);
  return names.filter((name) => !readme.includes(name));
}
