import { rename, writeFile } from 'node:fs/promises';

/** Writes a file only its owner may read, whole or not at all. */
export async function writePrivately(file: string, value: object): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
