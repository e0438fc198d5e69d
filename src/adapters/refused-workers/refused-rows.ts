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
      db.exec(`create table if not exists refused_workers (
        run text not null, worker text not null, reason text not null, primary key (run, worker)
      ) without rowid`);
      return {
        all: db.prepare<[], { run: string; worker: string; reason: string }>(
          'select run, worker, reason from refused_workers',
        ),
        keep: db.prepare('insert or replace into refused_workers values (?, ?, ?)'),
        remove: db.prepare('delete from refused_workers where run = ? and worker = ?'),
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
    remove: (run, worker) => tried(() => rows.use(({ remove }) => void remove.run(run, worker))),
    close: rows.close,
  };
}
