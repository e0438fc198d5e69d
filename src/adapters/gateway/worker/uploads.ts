import { isUtf8 } from 'node:buffer';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
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

/** A file in answers and review views: the fields of multer's file object. */
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

/** The sender of a form: the agent, how many bytes of files it may still send, and whether files are stored at all. */
export type Sender = { agentId: AgentId; bytesLeft: number; isWanted: boolean };

const maxFiles = 50;
const maxFields = 1000;
/** Extra room for the other fields of a page, also if answers may only be small. */
const smallFieldsBytes = 64 * 1024;

/** Where the files of forms go. */
export type Uploads = {
  files: Files;
  /** The folder of files whose form is not complete yet. */
  folder: string;
  ledger: UploadLedger;
  /** Called with stored files that no fact may name. */
  onUnnamed: (hashes: Iterable<string>) => void;
};

type FormSettings = Uploads & {
  /** The largest field, of which four may come, the largest file, and the maximum of all files, in bytes. */
  maxFieldBytes: number;
  maxFileBytes: number;
  maxAllBytes: number;
  /** The sender of these fields; throws to refuse them. */
  senderOf: (form: Form) => Promise<Sender>;
  /** Submits the form, once its files are stored. */
  submit: (form: Form) => Promise<Recorded>;
};

/** Receives a multipart form: stores its files once the sender is known, then submits it. */
export async function takeForm(request: FastifyRequest, settings: FormSettings): Promise<void> {
  const { files, folder, ledger, onUnnamed, maxAllBytes, senderOf, submit } = settings;
  const account = await ledger.open(maxAllBytes);
  const hold = files.hold();
  let outcome: 'named' | 'unnamed' | 'unknown' = 'unnamed';
  // Pages name their agent after the files, which may be too large for memory.
  const waitingFolder = await mkdtemp(join(folder, 'form-'));
  try {
    const { fields, waiting } = await readParts(request, { ...settings, account, waitingFolder });
    const form: Form = { fields, pageFiles: [], stored: [] };
    const { agentId, bytesLeft, isWanted } = await senderOf(form);
    if (isWanted) {
      account.claim(agentId, bytesLeft);
      for (const file of waiting) await keep(file, form, { files, hold });
    } else {
      for (const file of waiting) form.pageFiles.push(await withoutPlace(file));
    }
    const submitting = submit(form);
    account.settle();
    if ((await submitting).facts > 0) outcome = 'named';
  } catch (error) {
    if (error instanceof Refusal && error.code === 'log/unavailable') outcome = 'unknown';
    throw error;
  } finally {
    const hashes = [...hold.hashes];
    // A fact that may still be recorded needs its files.
    if (outcome !== 'unknown') hold.end();
    if (outcome === 'unnamed' && hashes.length > 0) onUnnamed(hashes);
    await rm(waitingFolder, { recursive: true, force: true });
    account.close();
  }
}

type Waiting = Pick<PageFile, 'fieldname' | 'originalname' | 'encoding' | 'mimetype'> & { at: string };
type Reading = Pick<FormSettings, 'maxFieldBytes' | 'maxFileBytes'> & { account: UploadAccount; waitingFolder: string };

/** Reads a form to its end, its files into the waiting folder. */
async function readParts(request: FastifyRequest, reading: Reading) {
  const { maxFieldBytes, maxFileBytes, account, waitingFolder } = reading;
  const fields: Form['fields'] = Object.create(null);
  const waiting: Waiting[] = [];
  // Fields come as their bytes, too: a parser that decodes them would put other characters for what is not UTF-8.
  const limits = { fileSize: Math.max(maxFieldBytes, maxFileBytes), files: maxFiles + maxFields };
  const maxAllFieldBytes = 4 * maxFieldBytes + smallFieldsBytes;
  let fieldBytes = 0;
  for await (const part of partsOf(request, limits)) {
    if (part.type === 'field') continue;
    const { fieldname, filename: originalname, encoding, mimetype } = part;
    if (fieldname.includes(unreadable)) throw notUtf8('the name of a field');
    if (originalname === undefined) {
      const bytes = await bytesOf(part.file, maxFieldBytes);
      // All fields are in memory; pages send some of them twice.
      fieldBytes += fieldname.length + bytes.length;
      if (fieldBytes > maxAllFieldBytes) throw refuse('request/too-large');
      if (!isUtf8(bytes)) throw notUtf8(`the field ${JSON.stringify(fieldname)}`);
      fields[fieldname] = bytes.toString('utf8');
      continue;
    }
    if (waiting.length === maxFiles) throw refuse('request/too-large');
    const at = join(waitingFolder, String(waiting.length));
    await writeFile(at, counted(part.file, account, maxFileBytes));
    if (part.file.truncated) throw refuse('request/too-large');
    waiting.push({ fieldname, originalname, encoding, mimetype, at });
  }
  return { fields, waiting };
}

/** What stands in the decoded name of a field for bytes that are not UTF-8. */
const unreadable = '\ufffd';

const notUtf8 = (what: string) => refuse('request/not-json', { reason: `${what} is not UTF-8 text` });

/** The bytes of a field; throws `request/too-large` if there are more. */
async function bytesOf(field: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of field) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw refuse('request/too-large');
      chunks.push(chunk);
    }
  } catch (error) {
    rethrowAsFault(error);
  }
  return Buffer.concat(chunks);
}

/** The bytes of a file, each counted before it is written; throws `request/too-large` if there are more. */
async function* counted(
  bytes: AsyncIterable<Uint8Array>,
  account: UploadAccount,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  let taken = 0;
  try {
    for await (const chunk of bytes) {
      taken += chunk.length;
      if (taken > maxBytes) throw refuse('request/too-large');
      account.take(chunk.length);
      yield chunk;
    }
  } catch (error) {
    rethrowAsFault(error);
  }
}

/** What an answer says of a file that is not stored again. */
const withoutPlace = async ({ at, ...file }: Waiting): Promise<PageFile> => ({
  ...file,
  ...{ destination: '', filename: '', path: '' },
  size: (await stat(at)).size,
});

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
    yield* request.parts({ limits, isPartAFile: () => true });
  } catch (error) {
    rethrowAsFault(error);
  }
}

/** Turns an incomplete or malformed form into a refusal; errors of limits have a status already. */
function rethrowAsFault(error: unknown): never {
  const { statusCode, message } = error as { statusCode?: number; message: string };
  throw statusCode || error instanceof Refusal
    ? error
    : refuse('request/not-json', { reason: message.replace(/\.$/, '') });
}

/** The files of a form by field, each without its field's name, as in submissions. */
export function byField(pageFiles: PageFile[]): Record<string, Omit<PageFile, 'fieldname'>[]> {
  const fields: Record<string, Omit<PageFile, 'fieldname'>[]> = {};
  for (const { fieldname, ...file } of pageFiles) {
    fields[fieldname] ??= [];
    fields[fieldname].push(file);
  }
  return fields;
}
