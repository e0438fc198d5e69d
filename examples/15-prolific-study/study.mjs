// Takes a study through a simulated Prolific, from its offer to its ledger: node study.mjs [--stay]
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { openWorker } from './worker.mjs';

const { values } = parseArgs({ options: { stay: { type: 'boolean', default: false } } });
const here = dirname(fileURLToPath(import.meta.url));
const program = join(here, '../../bin/manyhands');
const data = await mkdtemp(join(tmpdir(), 'prolific-study-'));
const env = { ...process.env, MANYHANDS_DATA: data, MANYHANDS_PORT: '0' };

const children = [];
/** Starts a program that stays, and resolves to the first address in what it prints. */
function start(...words) {
  const child = spawn(process.execPath, [program, ...words], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (some) => {
      text += some;
      const found = /https?:\/\/[\w.:[\]]+\//.exec(text)?.[0];
      if (found) resolve(new URL(found));
    });
    child.once('exit', (code) => reject(new Error(`"${words.join(' ')}" ended with ${code}.`)));
  });
}
/** Runs a verb of Manyhands, shows it, and resolves to what it prints. */
async function manyhands(...words) {
  console.log(`\n$ manyhands ${words.map((word) => (/\s/.test(word) ? `"${word}"` : word)).join(' ')}`);
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, ...words], { env });
  process.stdout.write(stderr + stdout);
  return stdout;
}
const ask = async (url, method = 'GET', body = undefined) => {
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  const reply = await fetch(url, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  if (!reply.ok) throw new Error(`${method} ${url}: ${reply.status} ${await reply.text()}`);
  return reply.json();
};
async function until(what) {
  for (;;) {
    const value = await what();
    if (value) return value;
    await pause(500);
  }
}

try {
  console.log(`Everything is in ${data}${values.stay ? '' : ', and removed at the end'}.`);
  const daemon = await start('start');
  const prolific = await start('fake', 'prolific');
  const fake = (path, body) => ask(new URL(`/fake/${path}`, prolific), 'POST', body ?? {});
  const api = (path, method, body) => ask(new URL(`/api/${path}`, daemon), method, body);

  await manyhands('register', 'prolific', 'name=lab', 'api_key=fake-prolific-token', `url=${prolific}api/v1/`);
  await manyhands('budget', 'set', '5.00', '--requester', 'lab', '--currency', 'GBP');
  const id = /^run\s+(\S+)/m.exec(await manyhands('run', here))?.[1] ?? '';
  await manyhands('offer', id, 'lab', ...['--option', `app_url=${prolific.origin}`, '--option', 'estimated_completion_time=1', '--yes']);
  console.log('\nProlific checks the study, which takes some seconds.');
  await until(async () => (await api(`runs/${id}/offers`)).offers[0].state === 'published');
  await manyhands('offers', id);

  const { offers } = await api(`runs/${id}/offers`);
  const study = new URL(offers[0].link).pathname.split('/').filter(Boolean).at(-1);
  const reviews = (await readFile(join(here, 'reviews.csv'), 'utf8')).trim().split('\n').slice(1);
  const toneOf = (text) => (/great|kind|every day/.test(text) ? 'positive' : /but|weak/i.test(text) ? 'mixed' : 'negative');

  /** Somebody takes a place at Prolific, works at the page of the run, and goes back with the code that they got. */
  async function takePart(behaviour) {
    const { participant_id } = await fake('participants');
    const { id: submission } = await fake('reserve', { study_id: study, participant_id });
    const { url } = await fake(`submissions/${submission}/open`);
    const worker = await openWorker(url, daemon.port);
    const { agent, item } = await worker.arrive();
    if (behaviour === 'gives back') {
      await fake(`submissions/${submission}/return`);
      console.log(`${participant_id} gives the place back.`);
      return undefined;
    }
    const answer = { tone: behaviour === 'does not read' ? 'mixed' : toneOf(String(item?.review ?? '')) };
    const { code } = await worker.submit(agent, answer);
    await fake(`submissions/${submission}/complete`, { code });
    console.log(`${participant_id} says "${answer.tone}" and goes back with the code ${code}.`);
    return { agent, behaviour };
  }

  console.log('\nSeven people take part. One gives the place back, and one does not read.');
  const behaviours = ['works', 'works', 'gives back', 'does not read', 'works', 'works', 'works'];
  const done = [];
  for (const behaviour of behaviours) done.push(await takePart(behaviour));

  console.log('\nA reviewer decides.');
  const { units } = await api(`units?run=${id}&status=completed&limit=100`);
  for (const unit of units) {
    const one = done.find((some) => some?.agent === unit.agent);
    if (one?.behaviour === 'does not read')
      await api(`units/${unit.unit}/reject`, 'POST', { note: 'Not read.', message: 'Your answer does not fit the review at all.' });
    else await api(`units/${unit.unit}/accept`, 'POST', unit === units[0] ? { bonus_cents: 5, note: 'Quick and right.' } : {});
  }
  console.log('Five are accepted, one of them with a bonus of 0.05, and one is rejected.');
  await manyhands('pay', id);
  await fake('clock', { advance_ms: 120_000 });
  await until(async () => (await api(`runs/${id}/payments/send`, 'POST', {})).uncertain === 0);
  await manyhands('pay', id);

  console.log('\nThe rejected place came back, and somebody else takes it.');
  await until(async () => (await api(`runs/${id}/offers`)).offers[0].published === reviews.length + 1);
  await takePart('works');
  const { units: rest } = await api(`units?run=${id}&status=completed&limit=100`);
  for (const unit of rest) await api(`units/${unit.unit}/accept`, 'POST', {});
  await until(async () => {
    const { paid, uncertain } = await api(`runs/${id}/payments/send`, 'POST', {});
    return paid === reviews.length + 1 && uncertain === 0;
  });
  await manyhands('offers', id);
  await manyhands('budget');
  await manyhands('ledger', id, '--reconcile');
  if (values.stay) {
    console.log(`\nLook around: ${daemon} and ${prolific}. Ctrl-C ends both; ${data} stays.`);
    await new Promise((resolve) => process.once('SIGINT', resolve));
  }
} finally {
  for (const child of children) {
    child.removeAllListeners('exit');
    child.kill('SIGINT');
  }
  await Promise.all(
    children.map((child) => child.exitCode ?? child.signalCode ?? new Promise((resolve) => child.once('exit', resolve))),
  );
  if (!values.stay) await rm(data, { recursive: true, force: true });
}
