import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { After } from './shapes.ts';

/** The form in which archives are written; another one is not read. */
export const archiveFormat = 1;

/** One run of an archive, and how much there is of it. */
export const ArchivedRun = z.object({
  run: z.string(),
  task: z.string(),
  opened_at: z.string(),
  commits: z.int().nonnegative(),
  facts: z.int().nonnegative(),
  /** Every answer that was handed in, also the late ones. */
  answers: z.int().nonnegative(),
});
export type ArchivedRun = z.infer<typeof ArchivedRun>;

/** What an archive says of itself, in its last entry. */
export const ArchiveManifest = z.object({
  format: z.literal(archiveFormat),
  /** The version of the package that wrote it. */
  code: z.string(),
  made_at: z.iso.datetime(),
  /** The position of the log up to which it tells. */
  position: z.int().nonnegative(),
  /** Whether nothing was left out: neither runs nor names. Only then can it be restored. */
  whole: z.boolean(),
  /** Whether it includes worker names (e.g. Prolific IDs). */
  identities: z.boolean(),
  runs: z.array(ArchivedRun),
  /** Every other entry with its size in bytes. */
  entries: z.record(z.string(), z.object({ bytes: z.int().nonnegative(), sha256: z.string() })),
});
export type ArchiveManifest = z.infer<typeof ArchiveManifest>;

/** Which runs an archive is to have: those of these tasks and labels and those named; nothing named is all of them. */
export const ArchiveWish = z.strictObject({
  tasks: z.array(z.string()).default([]),
  runs: z.array(z.string()).default([]),
  label: z.string().optional(),
  /** Leaves out runs that were opened before. */
  since: z.union([z.iso.date(), z.iso.datetime()]).optional(),
  identities: z.boolean().default(false),
});
export type ArchiveWish = z.infer<typeof ArchiveWish>;

const Id = z.string().regex(/^[\w-]{8,64}$/, 'must be 8 to 64 letters, digits or dashes');

export const makeArchive = endpoint({
  name: 'makeArchive',
  method: 'POST',
  path: '/api/archive',
  says: 'Whole runs as one .tar.gz, to import into another Manyhands; `id` is made up by the caller, to poll for progress.',
  role: 'owner',
  body: ArchiveWish.extend({ id: Id.optional() }),
  reply: z.unknown(),
  streams: 'bytes',
});

/** Where an archive has got to; `done` of `total` in bytes as they are before they are packed. */
export const ArchiveProgress = z.object({
  id: z.string(),
  step: z.string(),
  done: z.int(),
  total: z.int(),
  /** Once it has ended: what it has, and the SHA-256 of its bytes. */
  made: z.object({ manifest: ArchiveManifest, sha256: z.string() }).optional(),
  /** Why it broke off, if it did. */
  problem: z.object({ code: z.string(), message: z.string() }).optional(),
});
export type ArchiveProgress = z.infer<typeof ArchiveProgress>;

export const archiveProgress = endpoint({
  name: 'archiveProgress',
  method: 'GET',
  path: '/api/archives/:id',
  says: 'The progress of an archive, and its contents once it is finished.',
  role: 'owner',
  params: z.object({ id: Id }),
  reply: ArchiveProgress,
});

/** Which value to use where a worker has a different one here: the one here, the archive's, or by value or time. */
export const OnConflict = z.enum(['here', 'archive', 'lower', 'higher', 'earlier', 'later']);
export type OnConflict = z.infer<typeof OnConflict>;

/** The outcome of an import or of a dry run. */
export const Imported = z.object({
  /** Its id; null if there was nothing to import, or it was a dry run. */
  import: z.string().nullable(),
  label: z.string(),
  /** The imported runs, and those that were here already. */
  runs: z.array(z.string()),
  here: z.array(z.string()),
  /** Runs that are here with another history, which were left as they are. */
  refused: z.array(z.object({ run: z.string(), code: z.string(), message: z.string() })),
  qualifications: z.array(z.string()),
  grants: z.int(),
  bans: z.int(),
  /** How many values and bans of workers differ in the archive and were left as they are here. */
  kept: z.int(),
  sequence: z.int(),
});
export type Imported = z.infer<typeof Imported>;

export const importArchive = endpoint({
  name: 'importArchive',
  method: 'POST',
  path: '/api/imports',
  says: 'Imports an archive: the body is the file itself, as application/gzip. All of it is checked before anything is recorded.',
  role: 'owner',
  takes: 'application/gzip',
  query: z.object({
    label: z.string().trim().min(1).max(200),
    on_conflict: OnConflict.default('here'),
    dry_run: z.stringbool().default(false),
  }),
  reply: z.union([
    z.object({ progress: z.object({ step: z.string(), done: z.int().optional(), total: z.int().optional() }) }),
    z.object({ imported: Imported }),
    z.object({ error: z.object({ code: z.string(), message: z.string() }) }),
  ]),
  streams: 'lines',
});

/** One import: what it is called, where it came from, and what it brought. */
export const ImportRow = z.object({
  id: z.string(),
  label: z.string(),
  /** The SHA-256 of the file. */
  archive: z.string(),
  code: z.string(),
  made_at: z.string(),
  position: z.int(),
  identities: z.boolean(),
  runs: z.array(z.string()),
  imported_at: z.string(),
  imported_by: z.string(),
  /** Null while it is under way, and for one that broke off: importing the file again ends it. */
  completed_at: z.string().nullable(),
});
export type ImportRow = z.infer<typeof ImportRow>;

export const listImports = endpoint({
  name: 'listImports',
  method: 'GET',
  path: '/api/imports',
  says: 'Imported archives, the newest first.',
  role: 'reader',
  query: After,
  reply: z.object({ imports: z.array(ImportRow), sequence: z.int() }),
});
