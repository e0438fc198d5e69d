import { expect, it } from 'vitest';
import { logContract } from './log.contract.ts';
import { memoryLog } from './memory.ts';

logContract('the memory log', async () => memoryLog());

it('the memory log says where a run is when it refuses a commit', async () => {
  const log = memoryLog();
  await expect(log.append({ id: 'one', run: 'red-1', json: [] }, 3)).rejects.toThrow('red-1 is at 0, not 3.');
  await log.append({ id: 'one', run: 'red-1', json: [] }, 0);
  await expect(log.append({ id: 'two', run: 'red-1', json: [] }, 0)).rejects.toThrow('red-1 is at 1, not 0.');
});
