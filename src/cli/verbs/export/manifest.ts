import { readFile, stat } from 'node:fs/promises';
import { parseShallow } from '../../../actors/foreign-json.ts';
import { Manifest } from '../../../api/exports.ts';
import { utf8Text } from '../../../runtime/utf8-text.ts';
import { openOutputFile } from '../../connection/output-file.ts';
import { refuse } from '../../terminal/refusals.ts';

/** Reads the manifest of an export made earlier. */
export async function readManifest(file: string): Promise<Manifest> {
  try {
    return Manifest.parse(parseShallow(await utf8Text(await readFile(file), file)));
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = isMissing ? 'there is no such file' : 'its contents have another shape';
    throw Object.assign(refuse('export/bad-manifest', { file, reason }), { cause: error });
  }
}

/** Whether a path is a plain file, not a device or a pipe. */
export const isPlain = (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isFile(),
    () => false,
  );

/** Writes the manifest beside its export and gives its name. */
export async function keepManifest(file: string, manifest: Manifest): Promise<string> {
  const name = `${file}.manifest.json`;
  const output = await openOutputFile(name);
  try {
    await output.write(Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
    await output.keep();
  } catch (error) {
    await output.discard();
    throw error;
  }
  return name;
}

/** One sentence if an export differs from the one that its manifest describes. */
export function verdictOn(wanted: Manifest, made: Manifest, file: string): string | undefined {
  if (wanted.sha256 === made.sha256) return undefined;
  const reason =
    wanted.code === made.code
      ? 'although the same code made them, so this is a different log'
      : `which ${wanted.code} made; this is ${made.code}, which writes exports differently`;
  return `These are not the bytes that ${file} describes, ${reason}.`;
}
