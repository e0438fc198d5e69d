import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AnyNewFact } from '../../events/catalog.ts';
import { ada, begun, bob, runId, sea0, sky0, submitted, took } from '../../events/fixtures.ts';
import type { WorkerId } from '../../events/ids.ts';
import { type Log, LogFull, LogUnavailable } from '../../events/log.ts';
import { newQualificationId } from '../../runtime/ids.ts';
import { openRuntime, type Runtime } from '../../runtime/runtime.ts';
import { openHolds } from '../nats/files/holds.ts';
import { memoryLog } from '../nats/log/memory.ts';
import { localTasks } from '../tasks/tasks.ts';
import { openArchives } from './archives.ts';
import { openImports } from './imports.ts';

const picture = Buffer.from('a picture');
const hash = createHash('sha256').update(picture).digest('hex');
const file = { hash, size: picture.length, type: 'image/png', name: 'sky.png', field: 'picture' };
const withFile = (fact: ReturnType<typeof submitted>) => ({ ...fact, data: { ...fact.data, files: [file] } });
const selection = { tasks: [], runs: [], identities: true };
const noon = Date.parse('2026-01-01T12:00:00.000Z');

let folder: string;
const opened: Runtime[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-archives-'));
});
afterEach(async () => {
  for (const runtime of opened.splice(0)) await runtime.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A daemon without doors: a runtime, and the files of answers. */
async function openOn(log: Log, stored = new Map<string, Uint8Array>()) {
  const pageFolderOf = (run: string) => join(folder, 'pages', run);
  const files = {
    put: async (bytes: Uint8Array) => {
      stored.set(createHash('sha256').update(bytes).digest('hex'), bytes);
      return hash;
    },
    get: async (name: string) => stored.get(name),
    hold: openHolds().begin,
  };
  const refusalNow = () => undefined;
  const notify = () => undefined;
  const now = () => noon;
  const tasks = localTasks({ dataFolder: folder, pageFolderOf, openHost: async () => undefined });
  const runtime = await openRuntime({ log, tasks, now, notify, refusalNow });
  opened.push(runtime);
  const settings = { log, files, runtime, pageFolderOf, importFolder: join(folder, 'imports'), refusalNow, now };
  return { runtime, stored, archives: openArchives(settings), imports: openImports(settings) };
}

/** The log of a study in which Ada has submitted a file and Bob is at work, each fact in a commit of its own. */
async function aStudy(answer?: unknown): Promise<Log> {
  const log = memoryLog();
  const facts: AnyNewFact[] = [
    ...begun(),
    ...took(ada, sky0),
    withFile(submitted(ada, sky0, answer)),
    ...took(bob, sea0),
  ];
  let last = 0;
  for (const [nth, fact] of facts.entries()) {
    const line = JSON.stringify({ id: `fact-${nth}`, at: '2026-01-01T11:00:00.000Z', by: 'spec', ...fact });
    last = await log.append({ id: `commit-${nth}`, run: runId, json: [line] }, last);
  }
  return log;
}

async function bytesOf(archive: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const readied = ({ imports }: Awaited<ReturnType<typeof openOn>>, bytes: Buffer) =>
  imports.ready(
    (async function* () {
      yield bytes;
    })(),
    { label: 'summer', onConflict: 'here', dryRun: false },
    'reviewer:anna',
  );

const importInto = async (daemon: Awaited<ReturnType<typeof openOn>>, bytes: Buffer) =>
  (await readied(daemon, bytes)).carryOut(() => undefined);

const idsIn = async (log: Log) => {
  const ids: string[] = [];
  for await (const { id } of log.read(runId)) ids.push(id);
  return ids;
};

describe('an archive that is being made', () => {
  it('says how far it is, and what is in it once it has ended', async () => {
    const { archives } = await openOn(await aStudy(), new Map([[hash, picture]]));
    const bytes = await bytesOf(await archives.begin(selection, 'my-archive'));
    const { made } = archives.progress('my-archive');
    expect(made?.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(made?.manifest).toMatchObject({
      format: 1,
      whole: true,
      identities: true,
      runs: [{ run: runId, answers: 1, commits: 10 }],
    });
    expect(Object.keys(made?.manifest.entries ?? {})).toEqual(['log.jsonl', 'people.jsonl', `files/${hash}`]);
    expect(() => archives.progress('another')).toThrow('No archive has the id "another" any more.');
  });

  it('has the runs that were chosen, and is whole only if none was left out', async () => {
    const { archives } = await openOn(await aStudy(), new Map([[hash, picture]]));
    const made = async (chosen: object) => {
      await bytesOf(await archives.begin({ ...selection, ...chosen }, 'my-archive'));
      const { runs, whole } = archives.progress('my-archive').made!.manifest;
      return [runs.map(({ run }) => run), whole];
    };
    for (const chosen of [{ runs: [runId] }, { tasks: ['colours'] }, { since: '2026-01-01' }])
      expect(await made(chosen)).toEqual([[runId], false]);
    expect(await made({ identities: false })).toEqual([[runId], false]);
    await expect(made({ since: '2026-01-01T11:00:01Z' })).rejects.toThrow('None of the chosen runs was opened since');
    await expect(made({ runs: ['ruins-1'] })).rejects.toThrow('No task run is called "ruins-1".');
    await expect(made({ label: 'summer' })).rejects.toThrow('Nothing was imported as "summer".');
  });

  it('ends once nobody has taken it any further for ten minutes, and makes way for others', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { archives } = await openOn(await aStudy(), new Map([[hash, picture]]));
      const slow = (await archives.begin(selection, 'my-archive'))[Symbol.asyncIterator]();
      vi.advanceTimersByTime(599_000);
      expect((await slow.next()).done).toBe(false);
      vi.advanceTimersByTime(599_000);
      await expect(archives.begin(selection)).rejects.toThrow('Another archive is being made.');
      vi.advanceTimersByTime(1_000);
      await expect(slow.next()).rejects.toThrow('The download stalled for ten minutes');
      expect(archives.progress('my-archive').problem?.code).toBe('archive/stalled');
      expect(await bytesOf(await archives.begin(selection))).not.toHaveLength(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('says why it broke off when it lacks a file', async () => {
    const { archives } = await openOn(await aStudy());
    await expect(archives.begin(selection, 'my-archive').then(bytesOf)).rejects.toThrow(
      `The file ${hash} of run ${runId}`,
    );
    expect(archives.progress('my-archive').problem).toMatchObject({ code: 'archive/file-missing' });
  });

  it('is the only one, until its reader has it or leaves', async () => {
    const { archives } = await openOn(await aStudy(), new Map([[hash, picture]]));
    const first = await archives.begin(selection);
    await expect(archives.begin(selection)).rejects.toThrow('Another archive is being made.');
    await first[Symbol.asyncIterator]().return?.();
    await bytesOf(await archives.begin(selection));
    await expect(archives.begin({ ...selection, tasks: ['ruins'] })).rejects.toThrow(
      'No run has a task called "ruins".',
    );
    await bytesOf(await archives.begin(selection));
  });
});

describe('an archive that is imported', () => {
  const archived = async () =>
    bytesOf(await (await openOn(await aStudy(), new Map([[hash, picture]]))).archives.begin(selection));

  it('continues where it stopped, at whichever commit the log stopped responding', async () => {
    const bytes = await archived();
    for (let most = 0; most < 10; most++) {
      const log = memoryLog();
      let isSilent = true;
      let taken = 0;
      const failing: Log = {
        ...log,
        async append(draft, expected) {
          if (draft.run === runId && isSilent && taken++ >= most) throw new LogUnavailable('It sleeps.');
          return log.append(draft, expected);
        },
      };
      const daemon = await openOn(failing);
      await expect(importInto(daemon, bytes)).rejects.toThrow('It sleeps.');
      expect(daemon.runtime.runs()).toEqual([]);
      expect((await idsIn(log)).length).toBe(most);

      isSilent = false;
      const again = most % 2 ? daemon : await openOn(failing);
      expect(again.runtime.quarantined().map(({ run }) => run)).toEqual(most % 2 || most > 0 ? [runId] : []);
      expect(await importInto(again, bytes)).toMatchObject({ runs: [runId], refused: [] });
      expect((await idsIn(log)).slice(0, 10)).toEqual(Array.from({ length: 10 }, (_, nth) => `commit-${nth}`));
      expect(again.runtime.quarantined()).toEqual([]);
      expect(again.runtime.problems()).toEqual([]);
      expect(again.runtime.run(runId).mailbox.run.taskRun.value).toBe('stopped');
      expect(again.runtime.hasWorked(again.runtime.workerId(ada.provider, ada.worker))).toBe(true);
      expect(again.stored.get(hash)).toEqual(picture);
      expect(readdirSync(join(folder, 'imports'))).toEqual([]);
    }
  });

  it('takes an answer of a hundred levels that came with files, and none that is deeper', async () => {
    const archiveOf = async (levels: number) => {
      const answer = JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
      const { archives } = await openOn(await aStudy({ value: answer }), new Map([[hash, picture]]));
      return bytesOf(await archives.begin(selection));
    };
    const target = memoryLog();
    const daemon = await openOn(target);
    for (const levels of [101, 2000])
      await expect(importInto(daemon, await archiveOf(levels))).rejects.toThrow(
        'The archive is damaged: in a line of it lists and objects stand more than 100 levels deep',
      );
    expect(await idsIn(target)).toEqual([]);
    await importInto(daemon, await archiveOf(100));
    expect(await idsIn(target)).toContain('commit-9');
  });

  it('is refused whole when the server here cannot take a commit of it', async () => {
    const from = await openOn(await aStudy('a long answer '.repeat(90)), new Map([[hash, picture]]));
    const bytes = await bytesOf(await from.archives.begin(selection));
    const log = { ...memoryLog(), maxCommitBytes: 1000 };
    const daemon = await openOn(log);
    const head = await log.head();
    await expect(readied(daemon, bytes)).rejects.toMatchObject({ code: 'archive/too-large' });
    expect(await log.head()).toBe(head);
  });

  it('is one import, however often it was begun', async () => {
    const bytes = await archived();
    const daemon = await openOn(memoryLog());
    const first = await importInto(daemon, bytes);
    expect(await importInto(daemon, bytes)).toMatchObject({ import: null, runs: [], here: [runId] });
    const { imports, arriving } = daemon.runtime.workspace.mailbox.state;
    expect([...imports.entries()].map(([id, { state }]) => [id, state])).toEqual([[first.import, 'completed']]);
    expect([...arriving]).toEqual([]);
  });

  it('opens a run once, also when it breaks off behind that and is begun again', async () => {
    const log = memoryLog();
    let isSilent = true;
    const failing: Log = {
      ...log,
      async append(draft, expected) {
        if (isSilent && draft.json.some((fact) => fact.includes('"import.completed"')))
          throw new LogFull('It is full.');
        return log.append(draft, expected);
      },
    };
    const bytes = await archived();
    const daemon = await openOn(failing);
    await expect(importInto(daemon, bytes)).rejects.toThrow();
    const opened = daemon.runtime.run(runId);
    isSilent = false;
    expect(await importInto(daemon, bytes)).toMatchObject({ runs: [runId], refused: [] });
    expect(daemon.runtime.run(runId)).toBe(opened);
  });

  it('leaves what was decided here while it was checked and imported', async () => {
    const home = await openOn(await aStudy(), new Map([[hash, picture]]));
    const away = await openOn(memoryLog());
    await importInto(away, await bytesOf(await home.archives.begin(selection)));
    const grant = async ({ runtime }: typeof home, worker: WorkerId, value: number) => {
      const qualificationId = newQualificationId('expert');
      const named = { qualificationId, name: 'expert', description: '' };
      await runtime.askWorkspace({ type: 'qualification.create', ...named }, 'reviewer:anna');
      const command = { type: 'worker.grant', workerId: worker, qualificationId, value } as const;
      await runtime.askWorkspace(command, 'reviewer:anna');
    };
    await grant(home, ada.workerId, 5);
    const bytes = await bytesOf(await home.archives.begin(selection));
    const ready = await readied(away, bytes);
    await grant(away, away.runtime.workerId(ada.provider, ada.worker), 2);
    expect(await ready.carryOut(() => undefined)).toMatchObject({ qualifications: [], grants: 0, kept: 1 });
  });

  it('stops between two commits when the daemon closes', async () => {
    const daemon = await openOn(memoryLog());
    daemon.imports.close();
    await expect(importInto(daemon, await archived())).rejects.toThrow(
      'Manyhands was stopped before the import was done.',
    );
  });
});
