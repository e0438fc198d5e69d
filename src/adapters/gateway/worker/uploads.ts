import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {} from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { Refusal } from '../../../actors/refusal.ts';
import type { StoredFile } from '../../../events/file.ts';
import type { AgentId } from '../../../events/ids.ts';
import type { Recorded } from '../../../runtime/calls.ts';
import { randomLetters } from '../../../runtime/ids.ts';
import type { Files, Hold } from '../../../runtime/ports/files.ts';
import { refuse } from '../http/refusals.ts';
import type { UploadAccount, UploadLedger } from './upload-ledger.ts';

/** A file as worker pages and their reviews know it: the fields of multer's file object. */
export type PageFile = {
  fieldname: string;
  originalname: string;
  encoding: string;
  mimetype: string;
  destination: string;
  filename: string;
  path: string;
  size: number;
};

export type Form = { fields: Record<string, string>; pageFiles: PageFile[]; stored: StoredFile[] };

/** Whose form it is, how many bytes of files they may still send, and whether its files are wanted at all. */
export type Sender = { agentId: AgentId; bytesLeft: number; isWanted: boolean };

const maxFiles = 50;
/** Room for the other fields of a page, also where an answer may be very small. */
const smallFieldsBytes = 64 * 1024;

/** Where the files of forms go. */
export type Uploads = {
  files: Files;
  /** The folder in which files wait until it is known whose they are. */
  folder: string;
  ledger: UploadLedger;
  /** Called with stored files that no fact may name. */
  onUnnamed: (hashes: Iterable<string>) => void;
};

type FormSettings = Uploads & {
  /** The largest field, of which four may come, the largest file, and the most that all files may come to, in bytes. */
  maxFieldBytes: number;
  maxFileBytes: number;
  maxAllBytes: number;
  /** Who sends these fields; throws if they are to be refused. */
  senderOf: (form: Form) => Promise<Sender>;
  /** Submits the form; its files are stored by then. */
  ask: (form: Form) => Promise<Recorded>;
};

/** Takes a multipart form: its files are kept before anything is asked, and only once it is known whose they are. */
export async function takeForm(request: FastifyRequest, settings: FormSettings): Promise<void> {
  const { files, folder, ledger, onUnnamed, maxAllBytes, senderOf, ask } = settings;
  const account = await ledger.open(maxAllBytes);
  const hold = files.hold();
  let outcome: 'named' | 'unnamed' | 'unknown' = 'unnamed';
  // Pages name their agent behind the files, and there may be more of those than memory should hold.
  const waitingFolder = await mkdtemp(join(folder, 'form-'));
  try {
    const { fields, waiting } = await readParts(request, { ...settings, account, waitingFolder });
    const form: Form = { fields, pageFiles: [], stored: [] };
    const { agentId, bytesLeft, isWanted } = await senderOf(form);
    if (isWanted) {
      account.claim(agentId, bytesLeft);
      for (const file of waiting) await keep(file, form, { files, hold });
    }
    const asking = ask(form);
    account.settle();
    if ((await asking).facts > 0) outcome = 'named';
  } catch (error) {
    if (error instanceof Refusal && error.code === 'log/unavailable') outcome = 'unknown';
    throw error;
  } finally {
    const hashes = [...hold.hashes];
    // A fact that may still come has to find its files.
    if (outcome !== 'unknown') hold.end();
    if (outcome === 'unnamed' && hashes.length > 0) onUnnamed(hashes);
    await rm(waitingFolder, { recursive: true, force: true });
    account.close();
  }
}

type Waiting = Pick<PageFile, 'fieldname' | 'originalname' | 'encoding' | 'mimetype'> & { at: string };
type Reading = Pick<FormSettings, 'maxFieldBytes' | 'maxFileBytes'> & { account: UploadAccount; waitingFolder: string };

/** Reads a form to its end; its files are in the waiting folder then. */
async function readParts(request: FastifyRequest, reading: Reading) {
  const { maxFieldBytes, maxFileBytes, account, waitingFolder } = reading;
  const fields: Form['fields'] = Object.create(null);
  const waiting: Waiting[] = [];
  const limits = { fieldSize: maxFieldBytes, fileSize: maxFileBytes, files: maxFiles, fields: 1000 };
  const maxAllFieldBytes = 4 * maxFieldBytes + smallFieldsBytes;
  let fieldBytes = 0;
  for await (const part of partsOf(request, limits)) {
    if (part.type === 'field') {
      // All of them lie in memory; pages say some things twice.
      fieldBytes += part.fieldname.length + Buffer.byteLength(String(part.value));
      if (part.valueTruncated || fieldBytes > maxAllFieldBytes) throw refuse('request/too-large');
      fields[part.fieldname] = String(part.value);
      continue;
    }
    const { fieldname, filename: originalname, encoding, mimetype } = part;
    const at = join(waitingFolder, String(waiting.length));
    await writeFile(at, counted(part.file, account));
    if (part.file.truncated) throw refuse('request/too-large');
    waiting.push({ fieldname, originalname, encoding, mimetype, at });
  }
  return { fields, waiting };
}

/** The bytes of a file, each counted before it is written. */
async function* counted(bytes: AsyncIterable<Uint8Array>, account: UploadAccount): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of bytes) {
      account.take(chunk.length);
      yield chunk;
    }
  } catch (error) {
    rethrowAsFault(error);
  }
}

async function keep({ at, ...file }: Waiting, form: Form, { files, hold }: { files: Files; hold: Hold }) {
  const { fieldname, originalname, mimetype } = file;
  const bytes = await readFile(at);
  const hash = await files.put(bytes, hold);
  const filename = `${randomLetters(8)}-${fieldname}-${originalname}`.replace(/[^\w.-]+/g, '_');
  const place = { destination: 'files', filename, path: `files/${hash}` };
  form.pageFiles.push({ ...file, ...place, size: bytes.length });
  form.stored.push({ hash, size: bytes.length, type: mimetype, name: originalname, field: fieldname });
}

type Parts = ReturnType<FastifyRequest['parts']>;
type Limits = NonNullable<NonNullable<Parameters<FastifyRequest['parts']>[0]>['limits']>;

async function* partsOf(request: FastifyRequest, limits: Limits): Parts {
  try {
    yield* request.parts({ limits });
  } catch (error) {
    rethrowAsFault(error);
  }
}

/** A form that breaks off or is none is its sender's fault; what is over a limit has a status already. */
function rethrowAsFault(error: unknown): never {
  const { statusCode, message } = error as { statusCode?: number; message: string };
  throw statusCode || error instanceof Refusal
    ? error
    : refuse('request/not-json', { reason: message.replace(/\.$/, '') });
}

/** The files of a form by field, each without its field's name, as submissions carry them. */
export function byField(pageFiles: PageFile[]): Record<string, Omit<PageFile, 'fieldname'>[]> {
  const fields: Record<string, Omit<PageFile, 'fieldname'>[]> = {};
  for (const { fieldname, ...file } of pageFiles) {
    fields[fieldname] ??= [];
    fields[fieldname].push(file);
  }
  return fields;
}
