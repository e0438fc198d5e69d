import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Task } from '../../runtime/ports/tasks.ts';
import { codeFilesOf } from './code-files.ts';

/** Of these files, those of the code, and those of it alone. */
async function filesOf(files: Record<string, string>, { code, command }: { code?: string; command?: string }) {
  const folder = await mkdtemp(join(tmpdir(), 'manyhands-code-files-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  const config = { code_command: command } as Task['config'];
  const found = await codeFilesOf({ folder, code: code && join(folder, code), config });
  return [Object.keys(files).filter(found.has), Object.keys(files).filter(found.hasAlone)];
}

describe('the files of a task’s code', () => {
  it('are its file and what that imports, directly or not', async () => {
    const files = {
      'task.ts': `import { judge } from './lib/judge';\nexport { x } from "./words.js";\nimport 'node:fs';`,
      'lib/judge.ts': `import * as a from '../shared.ts'; const b = await import('./late.mjs');`,
      'words.ts': `import './task.ts';`,
      'shared.ts': '',
      'lib/late.mjs': '',
      'src/main.jsx': `import '../shared.ts';`,
    };
    const [all, alone] = await filesOf(files, { code: 'task.ts' });
    expect(all).toEqual(['task.ts', 'lib/judge.ts', 'words.ts', 'shared.ts', 'lib/late.mjs']);
    expect(alone).toEqual(['task.ts']);
  });

  it('are those in the language of its command', async () => {
    const files = { 'host.py': '', 'lib/words.py': '', 'page/index.html': '' };
    expect(await filesOf(files, { command: 'python3 -u host.py' })).toEqual([
      ['host.py', 'lib/words.py'],
      ['host.py', 'lib/words.py'],
    ]);
    expect(await filesOf({ 'host.js': '', 'src/main.js': '' }, { command: 'node host.js' })).toEqual([
      ['host.js', 'src/main.js'],
      [],
    ]);
    expect(await filesOf({ 'a.rb': '' }, { command: 'serve' })).toEqual([['a.rb'], []]);
  });

  it('are none without code', async () => expect(await filesOf({ 'task.py': '' }, {})).toEqual([[], []]));
});
