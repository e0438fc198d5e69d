import { randomBytes, randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { ask } from '../api.ts';
import { openWorker } from '../crowd/worker.ts';
import { type Acknowledged, sha256 } from './acknowledged.ts';

type Crowd = { port: number; run: string; workspace: string[]; answers: number; files: number };

/** Workers submit answers of a paragraph or a page, some with a file; each acknowledged one is recorded. */
export async function submitAnswers(
  { port, run, workspace, answers, files }: Crowd,
  acknowledged: Acknowledged,
): Promise<void> {
  let left = answers;
  let withFile = files;
  async function work(name: string) {
    const worker = openWorker(port, run, name);
    while (left > 0) {
      left--;
      const assigned = await worker.arrive(randomUUID());
      if (!assigned) break;
      const answer = {
        from: name,
        item: assigned.data.id,
        text: randomBytes(400 + (left % 7) * 500).toString('base64'),
      };
      if (withFile > 0) {
        withFile--;
        const bytes = randomBytes(20_000 + withFile * 30_000);
        await submitFile({ port, run, agentId: assigned.agentId, answer, bytes });
        acknowledged.filesOf[assigned.agentId] = [sha256(bytes)];
      } else await worker.submit(assigned, answer);
      acknowledged.answers[assigned.agentId] = JSON.stringify(answer);
    }
    worker.close();
  }
  await Promise.all(workspace.map(work));
}

type WithFile = { port: number; run: string; agentId: string; answer: unknown; bytes: Uint8Array<ArrayBuffer> };

async function submitFile({ port, run, agentId, answer, bytes }: WithFile): Promise<void> {
  const form = new FormData();
  form.set('USED_AGENT_ID', agentId);
  form.set('final_string_data', JSON.stringify(answer));
  form.set('recording', new Blob([bytes], { type: 'audio/ogg' }), 'recording.ogg');
  const written = new Response(form);
  const headers = { host: `${run}.localhost:${port}`, 'content-type': written.headers.get('content-type') ?? '' };
  const body = Buffer.from(await written.arrayBuffer());
  const [status, text] = await new Promise<[number, string]>((resolve, reject) => {
    const at = { host: '127.0.0.1', port, method: 'POST', path: '/submit_task', headers, agent: false as const };
    const sent = request(at, (response) => {
      response.toArray().then((pieces) => resolve([response.statusCode ?? 0, pieces.join('')]), reject);
    });
    sent.on('error', reject).end(body);
  });
  if (status !== 200) throw new Error(`/submit_task answered ${status}: ${text}`);
}

async function post<Answer>(port: number, path: string, body: unknown = {}): Promise<Answer> {
  let text = '';
  for await (const chunk of ask(port, 'POST', path, body)) text += chunk;
  const answer = JSON.parse(text) as Answer & { code?: string };
  if (answer.code) throw new Error(`${path}: ${text}`);
  return answer;
}

/** Reviews of every kind for the first units of a run, bonuses in every state, and an adjudication. */
export async function review(port: number, run: string, items: number, acknowledged: Acknowledged): Promise<void> {
  const decide = async (unit: string, verb: string, what: string, note: string | null = null) => {
    await post(port, `/api/units/${unit}/${verb}`, note === null ? {} : { note });
    acknowledged.reviews[unit] = [...(acknowledged.reviews[unit] ?? []), { what, note }];
  };
  for (let item = 0; item < items; item++) {
    const unit = `${run}.${item}.0`;
    const verdict = item % 3;
    if (verdict === 0) await decide(unit, 'accept', 'accepted');
    if (verdict === 1) await decide(unit, 'reject', 'rejected', `Note ${item}.`);
    if (verdict === 2) await decide(unit, 'soft-reject', 'soft_rejected', 'Thin.');
    if (item % 4 === 1) {
      await decide(unit, 'undo', 'review_undone');
      await decide(unit, 'accept', 'accepted', 'After all.');
    }
    if (item % 5 === 0) await bonus(port, unit, item, acknowledged);
    if (item % 6 === 0) {
      const answer = { label: `settled ${item}` };
      await post(port, `/api/items/${run}.${item}/adjudicate`, { answer });
      acknowledged.adjudications[`${run}.${item}`] = JSON.stringify(answer);
    }
  }
}

async function bonus(port: number, unit: string, item: number, acknowledged: Acknowledged): Promise<void> {
  const cents = 10 + item;
  const { bonus: id } = await post<{ bonus: string }>(port, `/api/units/${unit}/bonus`, { cents, reason: 'Thorough.' });
  acknowledged.bonuses[id] = { unit, cents, state: 'intended' };
  if (item % 15 === 5) return;
  const isPaid = item % 15 === 0;
  await post(port, `/api/bonuses/${id}/${isPaid ? 'paid' : 'withdraw'}`);
  acknowledged.bonuses[id] = { unit, cents, state: isPaid ? 'paid' : 'withdrawn' };
}
