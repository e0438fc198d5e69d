import type { RefusedRows } from '../../runtime/ports/refused-rows.ts';
import { openExpendableRows } from '../expendable-rows/expendable-rows.ts';

type Settings = { file: string; keptFolder: string; notify: (sentence: string) => void };

/**
 * The workers who got no unit, in a file of their own: strangers decide how many come, so they are no facts. What cannot be kept is left
 * out, since nobody's work depends on it.
 */
export function openRefusedRows({ file, keptFolder, notify }: Settings): RefusedRows & { close(): void } {
  const rows = openExpendableRows({
    ...{ file, keptFolder, notify },
    prepare(db) {
      // The order of `nth` is that of the notes: one that is replaced comes last.
      db.exec(`create table if not exists refused (
        nth integer primary key, run text not null, worker text not null, reason text not null, unique (run, worker)
      )`);
      // How they were kept before.
      db.exec('drop table if exists refused_workers');
      const remove = db.prepare('delete from refused where run = ? and worker = ?');
      return {
        all: db.prepare<[], { run: string; worker: string; reason: string }>(
          'select run, worker, reason from refused order by nth',
        ),
        keep: db.prepare('insert or replace into refused (run, worker, reason) values (?, ?, ?)'),
        remove: db.transaction((run: string, workers: readonly string[]) => {
          for (const worker of workers) remove.run(run, worker);
        }),
        removeRun: db.prepare('delete from refused where run = ?'),
      };
    },
    loses: 'which workers got no unit before is lost',
  });
  const tried = (work: () => void) => {
    try {
      work();
    } catch {
      // As above; a full disk and the like are reported by the log.
    }
  };
  return {
    all: () => rows.use(({ all }) => all.all()),
    keep: (run, worker, reason) => tried(() => rows.use(({ keep }) => void keep.run(run, worker, reason))),
    remove: (run, workers) => tried(() => rows.use(({ remove }) => remove(run, workers))),
    removeRun: (run) => tried(() => rows.use(({ removeRun }) => void removeRun.run(run))),
    close: rows.close,
  };
}
