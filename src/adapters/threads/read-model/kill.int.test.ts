import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { RunId } from '../../../events/ids.ts';
import { everyRow, projected } from '../../../projections/specify.ts';
import { openToRead } from '../../../projections/store/database.ts';
import { checkpoints } from '../../../projections/store/projection.ts';
import { compilerArguments } from '../../run-module.ts';
import { currentFile } from './files.ts';
import { storedOf, storyOf } from './for-tests.ts';

const runId = 'colours-1' as RunId;
const units = 600;
const story = storyOf(runId, units);
const folder = mkdtempSync(join(tmpdir(), 'manyhands-kill-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const here = (path: string) => JSON.stringify(fileURLToPath(new URL(path, import.meta.url)));
const script = join(folder, 'projecting.ts');
// The log has what the rows have seen, and then grows by a few commits a millisecond.
writeFileSync(
  script,
  `import { memoryLog } from ${here('../../nats/log/memory.ts')};
  import { draftOf, storyOf } from ${here('./for-tests.ts')};
  import { startProjector } from ${here('./projecting.ts')};
  const [folder, seen] = process.argv.slice(2);
  const story = storyOf('${runId}', ${units});
  const log = memoryLog();
  const append = (nth) => log.append(draftOf('${runId}', nth, story[nth]), nth);
  for (let nth = 0; nth < Number(seen); nth++) await append(nth);
  const emit = (name, value) => {
    if (name === 'opened') console.log('opened');
    if (name === 'projected' && value.sequence === story.length) console.log('done');
  };
  await startProjector({ log, folder, keptFolder: folder, emit });
  for (let nth = Number(seen); nth < story.length; nth++) {
    await append(nth);
    if (nth % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }`,
);

/** Lets a projector run until it prints this line, and `longerMs` longer; then kills it. */
async function runUntil(printed: string, seen: number, longerMs: number): Promise<void> {
  const child = spawn(process.execPath, [...compilerArguments(), script, folder, String(seen)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  for await (const line of createInterface({ input: child.stdout })) if (line === printed) break;
  await wait(longerMs);
  child.kill('SIGKILL');
  await exited;
}

function look<Result>(at: (db: ReturnType<typeof openToRead>) => Result): Result {
  const db = openToRead(currentFile(folder) ?? '');
  try {
    return at(db);
  } finally {
    db.$client.close();
  }
}

describe('a projector that is killed', () => {
  it('has handled each commit whole or not at all, and once', async () => {
    const positions: number[] = [];
    let seen = 1;
    for (const longerMs of [40, 90, 20, 120]) {
      await runUntil('opened', seen, longerMs);
      const all = look((db) => db.select().from(checkpoints).all()).map(({ sequence }) => sequence);
      expect(new Set(all).size).toBe(1);
      seen = all[0] ?? 0;
      positions.push(seen);
      expect(look(everyRow)).toEqual(everyRow(projected(storedOf(runId, story.slice(0, seen))).db));
    }
    expect(positions.some((position) => position > 1 && position < story.length)).toBe(true);
    if (seen < story.length) await runUntil('done', seen, 0);
    expect(look(everyRow)).toEqual(everyRow(projected(storedOf(runId, story)).db));
  });
});
