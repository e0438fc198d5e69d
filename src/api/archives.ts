import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { clearName } from './names.ts';
import { After } from './shapes.ts';

/** The version of the archive format; other versions are not read. */
export const archiveFormat = 1;

/** One run of an archive, and its size. */
export const ArchivedRun = z.object({
  run: z.string(),
  task: z.string(),
  opened_at: z.string(),
  commits: z.int().nonnegative(),
  facts: z.int().nonnegative(),
  /** All submitted answers, including late ones. */
  answers: z.int().nonnegative(),
});
export type ArchivedRun = z.infer<typeof ArchivedRun>;

/** The manifest of an archive, in its last entry. */
export const ArchiveManifest = z.object({
  format: z.literal(archiveFormat),
  /** The version of the package that wrote it. */
  code: z.string(),
  made_at: z.iso.datetime(),
  /** The log position of the snapshot. */
  position: z.int().nonnegative(),
  /** Whether it has all runs and all names. Only then can it be restored. */
  whole: z.boolean(),
  /** Whether it includes worker names (e.g. Prolific IDs). */
  identities: z.boolean(),
  runs: z.array(ArchivedRun),
  /** Every other entry with its size in bytes. */
  entries: z.record(z.string(), z.object({ bytes: z.int().nonnegative(), sha256: z.string() })),
});
export type ArchiveManifest = z.infer<typeof ArchiveManifest>;

/** The runs of an archive: those of these tasks, of this label, and those named; by default all. */
export const ArchiveRequest = z.strictObject({
  tasks: z.array(z.string()).default([]),
  runs: z.array(z.string()).default([]),
  label: z.string().optional(),
  /** Leaves out runs that were opened earlier. */
  since: z.union([z.iso.date(), z.iso.datetime()]).optional(),
  identities: z.boolean().default(false),
});
export type ArchiveRequest = z.infer<typeof ArchiveRequest>;

const Id = z.string().regex(/^[\w-]{8,64}$/, 'must be 8 to 64 letters, digits or dashes');

export const makeArchive = endpoint({
  name: 'makeArchive',
  method: 'POST',
  path: '/api/archive',
  summary:
    'Complete runs as one .tar.gz, to import into another Manyhands; `id` is chosen by the caller, to poll for progress.',
  role: 'owner',
  body: ArchiveRequest.extend({ id: Id.optional() }),
  reply: z.unknown(),
  streams: 'bytes',
});

/** The progress of an archive; `done` and `total` are in bytes before compression. */
export const ArchiveProgress = z.object({
  id: z.string(),
  step: z.string(),
  done: z.int(),
  total: z.int(),
  /** Once it is finished: its manifest, and the SHA-256 of its bytes. */
  made: z.object({ manifest: ArchiveManifest, sha256: z.string() }).optional(),
  /** Why it failed, if it did. */
  problem: z.object({ code: z.string(), message: z.string() }).optional(),
});
export type ArchiveProgress = z.infer<typeof ArchiveProgress>;

export const archiveProgress = endpoint({
  name: 'archiveProgress',
  method: 'GET',
  path: '/api/archives/:id',
  summary: 'The progress of an archive, and its contents once it is finished.',
  role: 'owner',
  params: z.object({ id: Id }),
  reply: ArchiveProgress,
});

/** Which value to use if a worker has a different one here: the one here, the archive's, or by value or time. */
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
  /** Runs that are here with another history, which stay as they are. */
  refused: z.array(z.object({ run: z.string(), code: z.string(), message: z.string() })),
  qualifications: z.array(z.string()),
  grants: z.int(),
  blocks: z.int(),
  /** How many values and blocks of workers differ in the archive and stay as they are here. */
  kept: z.int(),
  sequence: z.int(),
});
export type Imported = z.infer<typeof Imported>;

export const importArchive = endpoint({
  name: 'importArchive',
  method: 'POST',
  path: '/api/imports',
  summary:
    'Imports an archive: the body is the file itself, as application/gzip. All of it is checked before anything is recorded.',
  role: 'owner',
  takes: 'application/gzip',
  query: z.object({
    label: clearName(200),
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

/** One import: its label, source and runs. */
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
  /** Null while it runs, and if it was interrupted: importing the file again completes it. */
  completed_at: z.string().nullable(),
});
export type ImportRow = z.infer<typeof ImportRow>;

export const listImports = endpoint({
  name: 'listImports',
  method: 'GET',
  path: '/api/imports',
  summary: 'Imported archives, the newest first.',
  role: 'reader',
  query: After,
  reply: z.object({ imports: z.array(ImportRow), sequence: z.int() }),
});
