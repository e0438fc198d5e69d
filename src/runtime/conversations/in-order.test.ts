import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openOrder } from './in-order.ts';

it('begins in the order of coming, also after one that is ready late or fails, and does not wait for the work', async () => {
  const inOrder = openOrder<string>();
  const begun: string[] = [];
  const begin = (name: string) => {
    begun.push(name);
    return name === 'long' ? new Promise<string>(() => undefined) : Promise.resolve(name);
  };
  void inOrder('ada', pause(20, 'long'), begin);
  const failing = inOrder('ada', Promise.reject(new Error('The disk is full.')), begin);
  const short = inOrder('ada', Promise.resolve('short'), begin);
  const other = inOrder('bob', Promise.resolve('other'), begin);
  await expect(failing).rejects.toThrow('The disk is full.');
  expect(await Promise.all([short, other])).toEqual(['short', 'other']);
  expect(begun).toEqual(['other', 'long', 'short']);
});
