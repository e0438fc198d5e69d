import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunId } from '../../../events/ids.ts';
import type { Log } from '../../../events/log.ts';
import { everyRow, projected } from '../../../projections/specify.ts';
import { openToRead } from '../../../projections/store/database.ts';
import { Damaged } from '../../../runtime/integrity/damage.ts';
import { memoryLog } from '../../nats/log/memory.ts';
import { currentFile } from './files.ts';
import { draftOf, storedOf, storyOf } from './for-tests.ts';
import { type Projecting, startProjector } from './projecting.ts';
import type { EmitRows, RowsProtocol } from './protocol.ts';

const runId = 'colours-1' as RunId;
const story = storyOf(runId, 40);
const expected = everyRow(projected(storedOf(runId, story)).db);

let folder: string;
let keptFolder: string;
let open: Projecting[];
beforeEach(() => {
  keptFolder = mkdtempSync(join(tmpdir(), 'manyhands-projecting-'));
  folder = join(keptFolder, 'read-model');
  open = [];
});
afterEach(async () => {
  await Promise.all(open.map((projecting) => projecting.close()));
  rmSync(keptFolder, { recursive: true, force: true });
});

async function logOf(decisions = story): Promise<Log> {
  const log = memoryLog();
  for (const [nth, facts] of decisions.entries()) await log.append(draftOf(runId, nth, facts), nth);
  return log;
}

type Events = RowsProtocol['events'];

/** A projector on the folder, the events that it has emitted, and a way to wait until the rows are at a sequence. */
async function start(log: Log) {
  const events: Partial<Events>[] = [];
  let at = 0;
  let wake = () => {};
  const emit: EmitRows = (name, value) => {
    const event: Partial<Events> = { [name]: value };
    events.push(event);
    at = (event.opened ?? event.projected)?.sequence ?? at;
    wake();
  };
  const projecting = await startProjector({ log, folder, keptFolder, emit });
  open.push(projecting);
  const until = async (hasCome: () => boolean) => {
    while (!hasCome())
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  };
  const reached = (sequence: number) => until(() => at >= sequence);
  const stop = () => open.splice(open.indexOf(projecting), 1)[0]?.close();
  const notices = () => events.flatMap(({ notice }) => notice ?? []);
  return { ...projecting, events, notices, until, reached, stop };
}

function rows() {
  const db = openToRead(currentFile(folder) ?? '');
  try {
    return everyRow(db);
  } finally {
    db.$client.close();
  }
}

/** Damages a page of an index, as a disk does: no error says so. */
function zeroPage() {
  const file = join(folder, '1.db');
  const db = new Sqlite(file);
  const page = db.prepare(`select rootpage from sqlite_schema where type = 'index' and tbl_name = 'units'`).pluck();
  const root = Number(page.get());
  db.close();
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0, (root - 1) * 4096, root * 4096));
}

async function projectAll(): Promise<Log> {
  const log = await logOf();
  const first = await start(log);
  await first.reached(story.length);
  await first.stop();
  return log;
}

describe('the projector of a folder', () => {
  it('makes the rows at first, and continues with what comes', async () => {
    const log = await logOf(story.slice(0, 30));
    const projecting = await start(log);
    expect(projecting.events[0]).toMatchObject({ opened: { sequence: 30 } });
    for (const [nth, facts] of story.entries()) if (nth >= 30) await log.append(draftOf(runId, nth, facts), nth);
    await projecting.reached(story.length);
    expect(rows()).toEqual(expected);
    expect(projecting.events).toContainEqual({ projected: expect.objectContaining({ runs: [runId] }) });
  });

  it('continues where it was, in the same file', async () => {
    const log = await projectAll();
    const again = await start(log);
    expect(again.events[0]).toEqual({ opened: { file: join(folder, '1.db'), sequence: story.length } });
    expect([again.notices(), rows()]).toEqual([[], expected]);
  });

  it('removes what a rebuild that was cut short has left behind', async () => {
    const log = await projectAll();
    for (const name of ['7.db', '7.db-wal']) copyFileSync(join(folder, '1.db'), join(folder, name));
    await start(log);
    expect(readdirSync(folder).filter((name) => name.startsWith('7'))).toEqual([]);
  });

  const outdated: [string, (file: string) => void][] = [
    [
      'were made by an older version of a projection',
      (file) => new Sqlite(file).exec('update checkpoints set version = 0').close(),
    ],
    ['have other columns', (file) => new Sqlite(file).exec('pragma user_version = 5').close()],
    ['lie in a file that is none', (file) => writeFileSync(file, 'no database, '.repeat(999))],
    ['lie in a file cut short', (file) => truncateSync(file, 5000)],
  ];
  it.each(outdated)('makes rows again that %s, and says why', async (_, spoil) => {
    const log = await projectAll();
    spoil(join(folder, '1.db'));
    const again = await start(log);
    await again.reached(story.length);
    expect(rows()).toEqual(expected);
    expect(again.notices()[0]).toMatch(/^The read model is being rebuilt from the log, because /);
  });

  it('keeps a damaged file', async () => {
    const log = await projectAll();
    truncateSync(join(folder, '1.db'), 5000);
    const again = await start(log);
    const [, kept] = again.notices();
    expect(kept).toMatch(/^The damaged rows are kept in .+1\.db\.$/);
    expect(statSync(kept?.replace(/^.* kept in (.+)\.$/, '$1') ?? '').size).toBe(5000);
  });

  it('finds a damaged page that nobody has read yet', async () => {
    const log = await projectAll();
    zeroPage();
    const again = await start(log);
    expect(again.notices()).toContainEqual(expect.stringMatching(/^The damaged rows are kept in .+1\.db\.$/));
    await again.reached(story.length);
    expect(rows()).toEqual(expected);
  });

  it('makes rows again that are found to be damaged while it runs, once for all callers', async () => {
    const log = await projectAll();
    const projecting = await start(log);
    zeroPage();
    for (let times = 0; times < 3; times++) projecting.mend();
    await projecting.until(() => projecting.events.some(({ mending }) => mending === false));
    expect(projecting.notices()).toEqual([
      expect.stringMatching(/^The read model is being rebuilt from the log, because /),
      expect.stringMatching(/^The damaged rows are kept in .+1\.db\.$/),
    ]);
    expect([currentFile(folder), rows()]).toEqual([join(folder, '2.db'), expected]);
    await log.append(draftOf('other-1', 0, storyOf('other-1' as RunId, 1)[0] ?? []), 0);
    await projecting.reached(story.length + 1);
  });

  const removals: [string, RegExp | undefined][] = [
    ['with their folder', undefined],
    ['alone', /\.db$/],
    ['with all beside them', /\.db/],
    ['but for the file itself', /-(wal|shm)$/],
  ];
  it.each(removals)('makes rows again whose files are deleted while it runs, %s', async (_, which) => {
    const log = await projectAll();
    const projecting = await start(log);
    const gone = which ? readdirSync(folder).filter((name) => which.test(name)) : [''];
    for (const name of gone) rmSync(join(folder, name), { recursive: true });
    await projecting.until(() => projecting.events.some(({ mending }) => mending === false));
    expect(projecting.notices()[0]).toBe(
      'The read model is being rebuilt from the log, because its files were deleted or replaced.',
    );
    expect(rows()).toEqual(expected);
    await log.append(draftOf('other-1', 0, storyOf('other-1' as RunId, 1)[0] ?? []), 0);
    await projecting.reached(story.length + 1);
  });

  it('leaves rows as they are that were reported as damaged and are not', async () => {
    const projecting = await start(await projectAll());
    projecting.mend();
    await projecting.until(() => projecting.events.some(({ mending }) => mending === false));
    expect([projecting.notices(), currentFile(folder)]).toEqual([[], join(folder, '1.db')]);
  });

  const disagreeing: [string, string, string][] = [
    ['were made from another log', `update checkpoints set commit_id = 'of another log'`, 'log/replaced'],
    ['are ahead of the log', 'update checkpoints set sequence = 9999', 'log/behind'],
    ['have another answer', `update answers set answer = '"another"' where "row" = 3`, 'rows/other'],
    ['have an answer less', `delete from answers where "row" = 3`, 'rows/other'],
    [
      'have another review, though the version is the same',
      `update reviews set decision = 'rejected' where "row" = 3`,
      'rows/other',
    ],
  ];
  it.each(disagreeing)('leaves rows alone that %s, and says what is wrong', async (_, change, code) => {
    const log = await projectAll();
    new Sqlite(join(folder, '1.db')).exec(change).close();
    const before = readFileSync(join(folder, '1.db'));
    const failing = start(log);
    await expect(failing).rejects.toThrow(Damaged);
    await failing.catch(({ damages }: Damaged) => expect(damages).toMatchObject([{ code }]));
    expect([currentFile(folder), readFileSync(join(folder, '1.db'))]).toEqual([join(folder, '1.db'), before]);
  });

  it('opens no rows on a log that has lost a commit, and makes none of it', async () => {
    const log = await logOf();
    const lossy: Log = {
      ...log,
      state: async () => ({ first: 1, last: story.length, count: story.length - 1 }),
      async *between(after, end) {
        for await (const commit of log.between(after, end)) if (commit.sequence !== 7) yield commit;
      },
      async *follow(after, signal) {
        for await (const commit of log.follow(after, signal)) if (commit.sequence !== 7) yield commit;
      },
    };
    const failing = start(lossy);
    await expect(failing).rejects.toThrow(Damaged);
    const codes = await failing.catch(({ damages }: Damaged) => damages.map(({ code, from }) => [code, from]));
    expect(codes).toEqual([
      ['log/gap', 7],
      ['log/chain', 8],
    ]);
    expect(currentFile(folder)).toBeUndefined();
  });

  it('says what is missing when the log turns out to be another one while it runs, and keeps its rows', async () => {
    const log = await logOf();
    let replaced = log;
    const lookingAway: Log = {
      ...log,
      at: (sequence) => replaced.at(sequence),
      head: () => replaced.head(),
      follow: (after, signal) => replaced.follow(after, signal),
    };
    const projecting = await start(lookingAway);
    await projecting.reached(story.length);
    replaced = await logOf(storyOf(runId, 3));
    projecting.restart();
    await projecting.until(() => projecting.events.some(({ damaged }) => damaged));
    const damages = projecting.events.flatMap(({ damaged }) => damaged ?? []);
    expect(damages).toMatchObject([{ code: 'log/behind', from: 11 }]);
    expect(rows()).toEqual(expected);
  });

  it('says at which fact a projection stopped', async () => {
    const accepted = story.at(-1) ?? [];
    const log = await logOf([...story, accepted]);
    const projecting = await start(log);
    const problems = projecting.events.flatMap(({ problems }) => problems ?? []);
    expect(problems).toEqual([
      expect.stringContaining(`"units" stopped at the fact ${story.length + 1}.0 (unit.accepted)`),
    ]);
  });
});

describe('a rebuild', () => {
  it('gives the same rows in another file, which takes over', async () => {
    const log = await logOf();
    const projecting = await start(log);
    await projecting.reached(story.length);
    const done: number[] = [];
    const rebuilt = await projecting.rebuild((progress) => done.push(progress.done));
    expect(rebuilt).toMatchObject({ facts: story.flat().length, same: true });
    expect(done.at(-1)).toBe(story.length);
    expect(currentFile(folder)).toBe(join(folder, '2.db'));
    expect(rows()).toEqual(expected);

    await log.append(draftOf('other-1', 0, storyOf('other-1' as RunId, 1)[0] ?? []), 0);
    await projecting.reached(story.length + 1);
    expect(readFileSync(join(folder, 'current'), 'utf8')).toBe('2.db\n');
  });

  it('finds a row that is not as the log has it, and mends it', async () => {
    const projecting = await start(await logOf());
    new Sqlite(join(folder, '1.db')).exec(`update units set note = 'a slip' where "row" = 3`).close();
    expect(await projecting.rebuild(() => {})).toMatchObject({ same: false });
    expect(rows()).toEqual(expected);
    expect(await projecting.rebuild(() => {})).toMatchObject({ same: true });
  });

  it('loses nothing of what comes meanwhile', async () => {
    const log = await logOf();
    const projecting = await start(log);
    let rebuilding = true;
    const writing = (async () => {
      let nth = 0;
      for (; rebuilding || nth < 5; nth++) {
        await log.append(
          draftOf(
            `run-${nth}`,
            0,
            storyOf(`run-${nth}` as RunId, 1)
              .flat()
              .slice(0, 1),
          ),
          0,
        );
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      return nth;
    })();
    for (let time = 0; time < 3; time++) expect(await projecting.rebuild(() => {})).toMatchObject({ same: true });
    rebuilding = false;
    const written = await writing;
    await projecting.reached(story.length + written);
    const all = [];
    for await (const commit of log.follow(0, AbortSignal.timeout(50))) all.push(commit);
    expect(rows()).toEqual(everyRow(projected(all).db));
  });

  it('takes turns with another one', async () => {
    const projecting = await start(await logOf());
    const both = await Promise.all([projecting.rebuild(() => {}), projecting.rebuild(() => {})]);
    expect(both.map(({ same }) => same)).toEqual([true, true]);
    expect(existsSync(join(folder, '3.db'))).toBe(true);
  });
});
