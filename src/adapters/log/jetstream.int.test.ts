import { connectTo } from '../nats.ts';
import { testNatsServer } from '../nats-server/for-tests.ts';
import { jetStreamLog } from './jetstream.ts';
import { logContract } from './log.contract.ts';

logContract('the JetStream log', async () => {
  const server = await testNatsServer();
  const log = await jetStreamLog(await connectTo(server.logUrl, 'spec'));
  return {
    ...log,
    async close() {
      await log.close();
      await server.stop();
    },
  };
});
