import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { providePackages } from './page-packages.ts';

let folder: string;
let study: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-packages-'));
  study = join(folder, 'study');
  mkdirSync(study);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Provides the packages of the folder and gives the commands that this took. */
async function provided(hook = join(folder, 'no-hook')): Promise<string[]> {
  const commands: string[] = [];
  await providePackages(
    study,
    async (command) => {
      commands.push(command);
    },
    hook,
  );
  return commands;
}
const names = (text: object | string) =>
  writeFileSync(join(study, 'package.json'), typeof text === 'string' ? text : JSON.stringify(text));

describe('the packages of a task folder', () => {
  it('are none without a package.json, or with one that only its build understands', async () => {
    expect(await provided()).toEqual([]);
    names('{"dependencies":');
    expect(await provided()).toEqual([]);
  });

  it('are installed when one of them is nowhere to be found', async () => {
    mkdirSync(join(study, 'node_modules/react'), { recursive: true });
    names({ dependencies: { react: '19.0.0' }, devDependencies: { vite: '8.0.0' } });
    expect(await provided()).toEqual(['npm install --no-audit --no-fund']);
  });

  it('may also be in a folder above', async () => {
    mkdirSync(join(folder, 'node_modules/@vitejs/plugin-react'), { recursive: true });
    names({ devDependencies: { '@vitejs/plugin-react': '6.0.0' } });
    expect(await provided()).toEqual([]);
  });

  it('have the hook of this version where they name it as a peer, with its types', async () => {
    const hook = join(folder, 'hook');
    mkdirSync(hook);
    writeFileSync(join(hook, 'use-task.js'), 'export const useTask = 1;');
    mkdirSync(join(hook, 'chat'));
    writeFileSync(join(hook, 'chat/index.js'), 'export const Chat = 1;');
    names({ peerDependencies: { manyhands: '*' } });
    expect(await provided(hook)).toEqual([]);
    const file = (name: string) => readFileSync(join(study, 'node_modules/manyhands', name), 'utf8');
    expect(file('hooks/use-task.js')).toBe('export const useTask = 1;');
    expect(file('hooks/chat/index.js')).toBe('export const Chat = 1;');
    expect(JSON.parse(file('package.json'))).toMatchObject({ name: 'manyhands', type: 'module' });
    writeFileSync(join(hook, 'use-task.js'), 'export const useTask = 2;');
    await provided(hook);
    expect(file('hooks/use-task.js')).toBe('export const useTask = 2;');
  });
});
