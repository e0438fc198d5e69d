import { existsSync, readFileSync } from 'node:fs';
import { keepFileSync } from '../../data-folder/durable-file.ts';
import { newSecret } from '../access/secrets.ts';
import { refuse } from '../http/refusals.ts';

const keyBytes = 32;

/**
 * The key with which links and cookies of workers are signed: made once, readable by its owner only. Without it no link works any
 * more, but each invitation gets a new one from the next key. Throws `link/key-damaged`.
 */
export function openLinkKey(file: string): Uint8Array {
  if (!existsSync(file)) keepFileSync(file, `${newSecret()}\n`);
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url');
  if (key.length !== keyBytes) throw refuse('link/key-damaged', { file });
  return key;
}
