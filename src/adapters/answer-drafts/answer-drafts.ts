import type Sqlite from 'better-sqlite3';
import { openExpendableRows } from '../expendable-rows/expendable-rows.ts';

/** How long a draft is kept whose answer is never submitted. */
const maxAgeDays = 30;
const dayMs = 24 * 60 * 60_000;

/** A worker's answer that is not submitted yet, as JSON; `savedAt` is when the page sent it, by its own clock, in seconds since 1970. */
export type AnswerDraft = { draft: unknown; savedAt: number };

/** Answers in progress, one for each agent. They are no facts: each replaces the one before, and is removed with the submission. */
export type AnswerDrafts = {
  /** Keeps a draft in place of an older one; false, and nothing is done, if a newer one is kept. */
  save(agentId: string, draft: AnswerDraft): boolean;
  /** The draft of an agent, if there is one that can be read. */
  find(agentId: string): AnswerDraft | undefined;
  /** Removes it if possible, without failing: an answer that was recorded must not be refused because of its draft. */
  forget(agentId: string): void;
  close(): void;
};

type Settings = { file: string; keptFolder: string; now: () => number; notify: (sentence: string) => void };

/** Opens the drafts in a file, which outlives a process that is killed; those that nobody came back to are removed. Begins a damaged file again. */
export function openAnswerDrafts({ file, keptFolder, now, notify }: Settings): AnswerDrafts {
  const rows = openExpendableRows({
    ...{ file, keptFolder, notify },
    prepare: (db) => prepared(db, now() - maxAgeDays * dayMs),
    loses: 'drafts of answers that only the server had are lost',
  });
  return {
    save: (agentId, { draft, savedAt }) =>
      rows.use(({ save }) => save.run(agentId, JSON.stringify(draft), savedAt, now()).changes > 0),
    find: (agentId) =>
      tried(() => {
        const found = rows.use(({ find }) => find.get(agentId));
        return found && { draft: JSON.parse(found.draft), savedAt: found.savedAt };
      }),
    forget: (agentId) => void tried(() => rows.use(({ forget }) => forget.run(agentId))),
    close: rows.close,
  };
}

function prepared(db: Sqlite.Database, oldestMs: number) {
  db.exec(`create table if not exists answer_drafts (
    agent_id text primary key, draft text not null, saved_at real not null, received_at integer not null
  ) without rowid`);
  db.prepare('delete from answer_drafts where received_at < ?').run(oldestMs);
  return {
    save: db.prepare(`insert into answer_drafts values (?, ?, ?, ?)
    on conflict do update set draft = excluded.draft, saved_at = excluded.saved_at, received_at = excluded.received_at
    where excluded.saved_at >= saved_at`),
    find: db.prepare<[string], { draft: string; savedAt: number }>(
      'select draft, saved_at as savedAt from answer_drafts where agent_id = ?',
    ),
    forget: db.prepare('delete from answer_drafts where agent_id = ?'),
  };
}

function tried<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    // Workers go on without the draft; a full disk and the like are reported by the log.
    return undefined;
  }
}
