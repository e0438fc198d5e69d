import { exportOnboardings, type OnboardingFormat } from '../../../api/onboardings.ts';
import type { Context } from '../../connection/context.ts';
import { codeOf } from '../../connection/faults.ts';
import { openOutputFile } from '../../connection/output-file.ts';
import { withDaemon } from '../../connection/visit.ts';
import { refuse } from '../../terminal/refusals.ts';
import { sizeText } from '../../terminal/text.ts';

type Wanted = { of: string; format: OnboardingFormat; out?: string };

/** Writes the onboardings of a run or a task to stdout, or to a file that is there whole or not at all. */
export async function writeOnboardings(context: Context, { of, format, out }: Wanted): Promise<void> {
  const { terminal } = context;
  const file = out === '-' ? undefined : out;
  const output = file === undefined ? undefined : await openOutputFile(file);
  const write = output?.write ?? ((chunk: Uint8Array) => terminal.write(chunk));
  let bytes = 0;
  try {
    await withDaemon(context, async (client) => {
      for await (const chunk of client.bytes(exportOnboardings, { query: { of, format } })) {
        await write(chunk);
        bytes += chunk.length;
      }
    });
    await output?.keep();
  } catch (error) {
    await output?.discard();
    if (codeOf(error) !== 'daemon/gone' || bytes === 0) throw error;
    const kept = file === undefined ? 'the output so far is incomplete' : `${file} is as it was before`;
    throw Object.assign(refuse('export/broken', { kept }), { cause: error });
  }
  if (file !== undefined) terminal.notify(`Wrote ${file} (${sizeText(bytes)}).`);
}
