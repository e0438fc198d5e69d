import type { Item } from '../../runtime/ports/tasks.ts';

/** Items on demand; nothing is read ahead but one item that came too late for a batch. */
export type Pull = {
  /** The next items, at most `size`; an empty list only at the end. */
  next(size: number): Promise<Item[]>;
  /** Ends the reading and closes the file. */
  close(): void;
};

/** How long a generator's batch waits for more items after its first one. */
const batchWaitMs = 50;

async function within<Value>(milliseconds: number, promise: Promise<Value>): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), Math.max(0, milliseconds));
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Makes full batches, for items that are available at once. */
export function pullList(items: AsyncIterable<Item>): Pull {
  const iterator = items[Symbol.asyncIterator]();
  return {
    async next(size) {
      const batch: Item[] = [];
      while (batch.length < size) {
        const { done, value } = await iterator.next();
        if (done) break;
        batch.push(value);
      }
      return batch;
    },
    close: () => void iterator.return?.(),
  };
}

/** Makes batches of what is ready: a slow generator's items come one by one, and an error after the items before it. */
export function pullGenerator(items: AsyncIterable<Item>): Pull {
  const iterator = items[Symbol.asyncIterator]();
  let awaited: Promise<IteratorResult<Item>> | undefined;

  const nextItem = () => {
    awaited ??= iterator.next();
    // The next await gets the error; until then it must not count as unhandled.
    awaited.catch(() => {});
    return awaited;
  };

  async function fill(batch: Item[], size: number): Promise<void> {
    let started = performance.now();
    while (batch.length < size) {
      const left = batchWaitMs - (performance.now() - started);
      if (batch.length > 0 && left <= 0) return;
      const result = await (batch.length === 0 ? nextItem() : within(left, nextItem()));
      if (!result || result.done) return;
      awaited = undefined;
      if (batch.length === 0) started = performance.now();
      batch.push(result.value);
    }
  }

  return {
    async next(size) {
      const batch: Item[] = [];
      try {
        await fill(batch, size);
      } catch (error) {
        if (batch.length === 0) throw error;
      }
      return batch;
    },
    close: () => void iterator.return?.(),
  };
}
