import { expect, it } from 'vitest';
import type { Task } from '../../runtime/ports/tasks.ts';
import { isAt, notFollowed } from './folder-parts.ts';

const task = { folder: '/t', data: '/t/src/items.json', page: '/t/page', config: { build: 'node build.js' } } as Task;

it('follows what is beside the data, but not the data, what is built, packages’ lock files, and a data folder of Manyhands', () => {
  const names = ['src/main.js', 'src/items.json', 'page/index.html', 'package-lock.json', 'kept/log', 'pages.js'];
  expect(names.filter((name) => !isAt(name, notFollowed(task, '/t/kept')))).toEqual(['src/main.js', 'pages.js']);
});
