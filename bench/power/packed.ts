import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { launch, open } from '../api.ts';
import { labour } from '../crowd/labour.ts';
import { startChild } from '../measured-daemon.ts';

/** An archive of one run, with how many answers it has. */
export type Packed = { file: string; run: string; answers: number };

const answers = 300;

/** Has a run worked through in a daemon of its own, and packs it into a file in `folder`. */
export async function packRun(folder: string, task: string): Promise<Packed> {
  const daemon = await startChild('daemon');
  try {
    const { id: run } = await launch(daemon.port, task);
    const { units } = await labour({
      port: daemon.port,
      run,
      workers: ['ada', 'bob', 'cleo', 'dan'],
      answer: (work, worker) => ({ from: worker, item: work.data.id }),
      units: answers,
    });
    const file = join(folder, 'packed.tar.gz');
    await pipeline(await open(daemon.port, 'POST', '/api/archive', { identities: true }), createWriteStream(file));
    return { file, run, answers: units };
  } finally {
    await daemon.stop();
  }
}
