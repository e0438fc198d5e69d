import { it } from 'vitest';
import { mkdtempSync } from 'node:fs';
import { jetStreamLog } from '../log/jetstream.ts';
import { connectTo } from '../nats.ts';
import { testNatsServer } from '../nats-server/for-tests.ts';
import { draftOf, storyOf } from './for-tests.ts';
import { openReadModel } from './read-model.ts';
it('x', async () => {
  const server = await testNatsServer();
  const log = await jetStreamLog(await connectTo(server.logUrl, 'spec'));
  const rm = await openReadModel({ folder: mkdtempSync('/tmp/rm/f-'), logUrl: server.logUrl, factsUrl: server.factsUrl, say: console.log });
  const t0 = performance.now(); const t = () => Math.round(performance.now() - t0);
  let s = await log.append(draftOf('a-1', 0, storyOf('a-1' as never, 1)[0]!), 0);
  await rm.reached(s, 9999); console.log('reached', t());
  for (let i = 0; i < 3; i++) {
  process.kill(server.pid(), 'SIGKILL'); console.log('killed', t());
  for (;;) { try { s = await log.append(draftOf(`b-${i}`, 0, storyOf(`b-${i}` as never, 1)[0]!), 0); break; } catch (e) { console.log(String(e).slice(0, 80), t()); await new Promise(r => setTimeout(r, 100)); } }
  console.log('appended', t());
  await rm.reached(s, 30000); console.log('reached', t(), rm.problems());
  }
  await rm.close(); await log.close(); await server.stop();
});
