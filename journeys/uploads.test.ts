import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, launch, lines } from '../bench/api.ts';
import { openConnection } from '../bench/crowd/connection.ts';
import { openWorker, type Work, type Worker } from '../bench/crowd/worker.ts';
import { writeTask } from '../bench/task.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { type Received, sendBytes } from './send-bytes.ts';

type Part = { name: string; value: string } | { name: string; file: string; type: string; bytes: Buffer };

describe('answers with files', () => {
  let daemon: TestDaemon;
  let run: string;
  let ada: Worker;
  beforeAll(async () => {
    daemon = await openTestDaemon();
    const items = Array.from({ length: 12 }, (_, n) => ({ n }));
    const limits = { max_upload_bytes: 100_000, max_answer_bytes: 2000 };
    run = (await launch(daemon.port, writeTask(join(daemon.folder, 'task'), 'pictures', items, limits))).id;
    ada = openWorker(daemon.port, run, 'ada');
  });
  afterAll(async () => {
    ada?.close();
    await daemon?.end();
  });

  const logHead = async () => (await json<{ log: { sequence: number } }>(daemon.port, '/health')).log.sequence;
  const newWork = async () => (await ada.arrive()) as Work;
  const worker = () => `${run}.localhost`;

  const send = (host: string, method: string, path: string, body?: Buffer, type = '') =>
    sendBytes(daemon.port, { host, method, path, body, type });

  /** Posts a form as browsers write it. */
  function post(path: string, parts: Part[]): Promise<Received> {
    const boundary = `----form${randomBytes(8).toString('hex')}`;
    const pieces = parts.flatMap((part) => {
      const isFile = 'file' in part;
      const head = `--${boundary}\r\ncontent-disposition: form-data; name="${part.name}"`;
      const rest = isFile ? `; filename="${part.file}"\r\ncontent-type: ${part.type}` : '';
      return [`${head}${rest}\r\n\r\n`, isFile ? part.bytes : part.value, '\r\n'];
    });
    const body = Buffer.concat([...pieces, `--${boundary}--\r\n`].map((piece) => Buffer.from(piece)));
    return send(worker(), 'POST', path, body, `multipart/form-data; boundary=${boundary}`);
  }
  async function postJson(path: string, body: unknown) {
    const connection = openConnection(daemon.port, `${worker()}:${daemon.port}`);
    const answer = await connection.ask('POST', path, body);
    connection.close();
    return answer;
  }
  async function exportedBy({ agentId }: Work): Promise<Record<string, unknown>> {
    for await (const row of lines(daemon.port, 'GET', `/api/export?of=${run}`)) if (row.agent === agentId) return row;
    throw new Error(`Nothing was handed in by ${agentId}.`);
  }
  const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

  const picture = randomBytes(50_000);
  const note = Buffer.from('Schön ist sie.\n');

  it('are refused where a name or a text is not UTF-8, and nothing of the form is taken', async () => {
    const { agentId } = await newWork();
    const head = await logHead();
    const boundary = '----latin1';
    const form = (...parts: string[]) =>
      Buffer.from(
        [`name="USED_AGENT_ID"\r\n\r\n${agentId}`, ...parts]
          .map((part) => `--${boundary}\r\ncontent-disposition: form-data; ${part}\r\n`)
          .join('') + `--${boundary}--\r\n`,
        'latin1',
      );
    for (const [part, sentence] of [
      ['name="final_string_data"\r\n\r\n{"caption":"sch\xf6n"}', 'the field "final_string_data" is not UTF-8 text'],
      ['name="f\xfcr"\r\n\r\nx', 'the name of a field is not UTF-8 text'],
    ] as const) {
      const type = `multipart/form-data; boundary=${boundary}`;
      const { status, body } = await send(worker(), 'POST', '/submit_task', form(part), type);
      expect([status, body.toString()]).toEqual([400, expect.stringContaining(JSON.stringify(sentence).slice(1, -1))]);
    }
    expect(await logHead()).toBe(head);
    const whole = [
      { name: 'USED_AGENT_ID', value: agentId },
      // A worker who copies a text in which a character was lost before.
      { name: 'final_string_data', value: '{"für":"sch\ufffdn"}' },
      { name: 'note', file: 'f\ufffdr.txt', type: 'text/plain', bytes: note },
    ];
    expect((await post('/submit_task', whole)).status).toBe(200);
  });

  it('are kept whole: the answer names its files as pages expect, the export by their hash', async () => {
    const work = await newWork();
    const answer = await post('/submit_task', [
      { name: 'USED_AGENT_ID', value: work.agentId },
      { name: 'final_string_data', value: '{"caption":"Der Mond","count":2}' },
      { name: 'picture', file: 'moon 1.png', type: 'image/png', bytes: picture },
      { name: 'notes', file: 'notes.txt', type: 'text/plain', bytes: note },
      { name: 'notes', file: '../../../etc/passwd', type: 'text/html', bytes: Buffer.from('') },
    ]);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body.toString())).toEqual({ status: 'Submitted!' });

    const row = await exportedBy(work);
    expect(row.files).toEqual([
      { hash: hashOf(picture), size: 50_000, type: 'image/png', name: 'moon 1.png', field: 'picture' },
      { hash: hashOf(note), size: 16, type: 'text/plain', name: 'notes.txt', field: 'notes' },
      { hash: hashOf(Buffer.from('')), size: 0, type: 'text/html', name: 'passwd', field: 'notes' },
    ]);
    const stored = {
      originalname: 'moon 1.png',
      encoding: '7bit',
      mimetype: 'image/png',
      destination: 'files',
      filename: expect.stringMatching(/^\w+-picture-moon_1\.png$/),
      path: `files/${hashOf(picture)}`,
      size: 50_000,
    };
    const { files, filesByFields, ...given } = row.answer as Record<string, unknown>;
    expect(given).toEqual({ caption: 'Der Mond', count: 2 });
    expect(files).toHaveLength(3);
    expect(files).toContainEqual({ fieldname: 'picture', ...stored });
    expect(filesByFields).toEqual({ picture: [stored], notes: [expect.anything(), expect.anything()] });
  });

  it('give their files back as downloads that no browser opens', async () => {
    const { status, headers, body } = await send('localhost', 'GET', `/api/files/${hashOf(picture)}`);
    expect(status).toBe(200);
    expect(body.equals(picture)).toBe(true);
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox'),
    });
    // Not from the run's origin, and nothing but what was uploaded.
    expect((await send(worker(), 'GET', `/api/files/${hashOf(picture)}`)).status).toBe(404);
    expect((await send('localhost', 'GET', `/api/files/${'0'.repeat(64)}`)).status).toBe(404);
  });

  it('are still there after a restart', async () => {
    ada.close();
    daemon = await daemon.reopen();
    ada = openWorker(daemon.port, run, 'ada again');
    const { body } = await send('localhost', 'GET', `/api/files/${hashOf(picture)}`);
    expect(body.equals(picture)).toBe(true);
  });

  it('may come as plain fields under either name, and from a page whose time had ended', async () => {
    const work = await newWork();
    await post('/submit_task', [
      { name: 'final_data', value: '["a",1]' },
      { name: 'is_auto_submitted', value: 'true' },
      { name: 'USED_AGENT_ID', value: work.agentId },
    ]);
    expect((await exportedBy(work)).answer).toEqual({ value: ['a', 1], files: [], filesByFields: {} });
    const facts: Record<string, unknown>[] = [];
    for await (const fact of lines(daemon.port, 'GET', `/api/events?filter=facts.${run}.unit.submitted`)) {
      facts.push(fact.data as Record<string, unknown>);
    }
    expect(facts.at(-1)).toMatchObject({ agentId: work.agentId, autoSubmitted: true });
  });

  it('may be text that holds the data, in a JSON body', async () => {
    const work = await newWork();
    const body = { USED_AGENT_ID: work.agentId, final_data: {}, final_string_data: '{"caption":"Mars"}' };
    expect((await postJson('/submit_task', body)).status).toBe(200);
    expect((await exportedBy(work)).answer).toEqual({ caption: 'Mars' });
  });

  it('may have metadata with files beside them', async () => {
    const work = await newWork();
    const answer = await post('/submit_metadata', [
      { name: 'USED_AGENT_ID', value: work.agentId },
      { name: 'metadata', value: '{"opinion":{"type":"opinion"}}' },
      { name: 'screenshot', file: 'screen.png', type: 'image/png', bytes: picture },
    ]);
    expect(JSON.parse(answer.body.toString())).toEqual({ status: 'Submitted metadata' });
    const facts: Record<string, unknown>[] = [];
    for await (const fact of lines(daemon.port, 'GET', `/api/events?filter=facts.${run}.agent.metadata-submitted`)) {
      facts.push(fact.data as Record<string, unknown>);
    }
    expect(facts).toEqual([
      expect.objectContaining({
        agentId: work.agentId,
        metadata: expect.objectContaining({ opinion: { type: 'opinion' }, files: [expect.anything()] }),
        files: [expect.objectContaining({ hash: hashOf(picture), field: 'screenshot' })],
      }),
    ]);
    await ada.submit(work, {});
  });

  describe('are refused with a sentence, and leave no fact', () => {
    let work: Work;
    let head = 0;
    beforeAll(async () => {
      work = await newWork();
      head = await logHead();
    });
    async function expectRefused(answer: Received, status: number, code: string) {
      expect(answer.status).toBe(status);
      expect(JSON.parse(answer.body.toString())).toEqual({ code, message: expect.stringMatching(/^\S.*[.…]$/) });
      expect(await logHead()).toBe(head);
    }
    const agent = () => ({ name: 'USED_AGENT_ID', value: work.agentId });
    const file = (bytes: number) => ({ name: 'f', file: 'f.bin', type: 'a/b', bytes: Buffer.alloc(bytes, 1) });

    it('when a file is too large', async () => {
      await expectRefused(await post('/submit_task', [agent(), file(100_001)]), 413, 'request/too-large');
    });
    it('when the data beside the files is too large', async () => {
      const data = { name: 'final_string_data', value: JSON.stringify('x'.repeat(2001)) };
      await expectRefused(await post('/submit_task', [agent(), data]), 413, 'agent/answer-too-large');
    });
    it('when many fields are too large together', async () => {
      const fields = Array.from({ length: 900 }, (_, n) => ({ name: `f${n}`, value: 'x'.repeat(2000) }));
      await expectRefused(await post('/submit_task', [agent(), ...fields]), 413, 'request/too-large');
    });
    it('when there are too many files', async () => {
      const files = Array.from({ length: 51 }, () => file(1));
      await expectRefused(await post('/submit_task', [agent(), ...files]), 413, 'request/too-large');
    });
    it('when the data is no JSON', async () => {
      const data = { name: 'final_string_data', value: '{"a":' };
      await expectRefused(await post('/submit_task', [agent(), data]), 400, 'request/not-json');
    });
    it('when the data is too deep', async () => {
      for (const name of ['final_string_data', 'final_data']) {
        const data = { name, value: '['.repeat(101) + ']'.repeat(101) };
        await expectRefused(await post('/submit_task', [agent(), data]), 400, 'request/too-deep');
      }
      for (const name of ['metadata', 'data']) {
        const data = { name, value: '['.repeat(1000) + ']'.repeat(1000) };
        await expectRefused(await post('/submit_metadata', [agent(), data]), 400, 'request/too-deep');
      }
    });
    it('when no agent is named', async () => {
      await expectRefused(await post('/submit_task', [file(1)]), 400, 'request/bad-shape');
      const stranger = { name: 'USED_AGENT_ID', value: 'somebody-else' };
      await expectRefused(await post('/submit_task', [stranger, file(1)]), 404, 'agent/unknown');
    });
    it('when the agent is unknown, and their files are not kept', async () => {
      const stranger = { name: 'USED_AGENT_ID', value: 'somebody-else' };
      for (const path of ['/submit_task', '/submit_metadata']) {
        const bytes = randomBytes(1000);
        const theirs = { name: 'f', file: 'f.bin', type: 'a/b', bytes };
        await expectRefused(await post(path, [stranger, theirs]), 404, 'agent/unknown');
        await expectRefused(await post(path, [theirs, stranger]), 404, 'agent/unknown');
        await expectRefused(await post(path, [theirs]), 400, 'request/bad-shape');
        expect((await send('localhost', 'GET', `/api/files/${hashOf(bytes)}`)).status).toBe(404);
      }
    });
    it('when the form breaks off', async () => {
      const begun = (rest: string) => `--x\r\ncontent-disposition: form-data; name="USED_AGENT_ID"${rest}`;
      const half = `--x\r\ncontent-disposition: form-data; name="f"; filename="f"\r\n\r\nhalf`;
      for (const form of [begun(''), begun(`\r\n\r\n${work.agentId}`), begun(`\r\n\r\n${work.agentId}\r\n${half}`)]) {
        const answer = await send(
          worker(),
          'POST',
          '/submit_task',
          Buffer.from(form),
          'multipart/form-data; boundary=x',
        );
        await expectRefused(answer, 400, 'request/not-json');
      }
      const unbounded = await send(worker(), 'POST', '/submit_task', Buffer.from(half), 'multipart/form-data');
      await expectRefused(unbounded, 400, 'request/not-json');
    });
    it('and may be submitted again, smaller', async () => {
      expect((await post('/submit_task', [agent(), file(100_000)])).status).toBe(200);
      expect((await exportedBy(work)).files).toHaveLength(1);
    });
  });
});
