import { logContract } from './log.contract.ts';
import { memoryLog } from './memory.ts';

logContract('the memory log', async () => memoryLog());
