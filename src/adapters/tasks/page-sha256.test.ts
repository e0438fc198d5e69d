import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { filesSha256 } from './page-sha256.ts';

it('the SHA-256 of a page changes with each file, its name and its folder, and with nothing else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'manyhands-sha-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [page, review] = [join(folder, 'page'), join(folder, 'review')];
  const of = () => filesSha256([page, review]);
  const seen = [await of()];
  await mkdir(join(page, 'img'), { recursive: true });
  await writeFile(join(page, 'index.html'), 'a');
  seen.push(await of());
  await writeFile(join(page, 'index.html'), 'a');
  expect(await of()).toBe(seen.at(-1));
  await writeFile(join(page, 'img/x.svg'), 'b');
  seen.push(await of());
  await rename(join(page, 'img/x.svg'), join(page, 'img/y.svg'));
  seen.push(await of());
  await rename(page, review);
  seen.push(await of());
  expect(new Set(seen).size).toBe(seen.length);
});
