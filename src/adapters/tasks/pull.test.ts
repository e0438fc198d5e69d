import { describe, expect, it } from 'vitest';
import type { Item } from '../../runtime/ports/tasks.ts';
import { pullGenerator, pullList } from './pull.ts';

const item = (n: number): Item => ({ shared: { n } });
const numbers = (items: readonly Item[]) => items.map(({ shared }) => shared.n);

/** A generator whose items come when the spec says so. */
function onDemand() {
  const made: ((item: Item) => void)[] = [];
  async function* items() {
    for (;;) yield await new Promise<Item>((resolve) => made.push(resolve));
  }
  return { items: items(), make: (n: number) => made.shift()?.(item(n)), asked: () => made.length };
}

describe('a pull of a generator', () => {
  it('gives the first item alone when the second is late, and the second in the next batch', async () => {
    const { items, make } = onDemand();
    const pull = pullGenerator(items);
    const first = pull.next(10);
    await Promise.resolve();
    make(1);
    expect(numbers(await first)).toEqual([1]);
    make(2);
    expect(numbers(await pull.next(10))).toEqual([2]);
  });

  it('waits for the first item as long as it takes', async () => {
    const { items, make, asked } = onDemand();
    const pull = pullGenerator(items);
    const first = pull.next(1);
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(asked()).toBe(1);
    make(1);
    expect(numbers(await first)).toEqual([1]);
    expect(asked()).toBe(0);
  });

  it('asks for no more than the batch holds', async () => {
    let made = 0;
    async function* endless() {
      for (;;) yield item(++made);
    }
    const pull = pullGenerator(endless());
    expect(numbers(await pull.next(3))).toEqual([1, 2, 3]);
    expect(made).toBe(3);
  });

  it('gives the items before an error first, then the error', async () => {
    async function* broken() {
      yield item(1);
      throw new Error('broken');
    }
    const pull = pullGenerator(broken());
    expect(numbers(await pull.next(5))).toEqual([1]);
    await expect(pull.next(5)).rejects.toThrow('broken');
  });

  it('gives nothing once it has ended', async () => {
    async function* one() {
      yield item(1);
    }
    const pull = pullGenerator(one());
    expect(numbers(await pull.next(5))).toEqual([1]);
    expect(await pull.next(5)).toEqual([]);
    expect(await pull.next(5)).toEqual([]);
  });
});

describe('a pull of a list', () => {
  it('lets go of what it reads when it is closed', async () => {
    let open = true;
    async function* file() {
      try {
        yield item(1);
        yield item(2);
      } finally {
        open = false;
      }
    }
    const pull = pullList(file());
    await pull.next(1);
    expect(open).toBe(true);
    pull.close();
    expect(await pull.next(1)).toEqual([]);
    expect(open).toBe(false);
  });
});
