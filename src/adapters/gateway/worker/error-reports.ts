import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { firstBytes, maxReportBytes } from '../../../actors/cut-report.ts';
import { assertShallow } from '../../../actors/foreign-json.ts';
import { AgentId } from '../../../events/ids.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { Rates } from '../access/rates.ts';
import { runRoutes } from '../http/hosts.ts';
import { refuse } from '../http/refusals.ts';
import { workerOf } from './agent-asks.ts';
import { ErrorReport } from './requests.ts';

type Settings = { runtime: Runtime; rates: Pick<Rates, 'errorReport'>; maxBodyBytes: number };

/** The path on a run's origin at which a page reports an error. */
export const errorReportPath = '/log_error';

/** So much of a report is read as JSON, in bytes; of a longer one only the beginning is kept, as text. */
const mostJsonBytes = 256 * 1024;
/** So much of the end of a longer one is looked at for who reports it. */
const tailBytes = 1024;

/** Takes the errors that workers' pages meet. None fails because it is too long. */
export async function errorReports(app: FastifyInstance, { runtime, rates, maxBodyBytes }: Settings): Promise<void> {
  // A scope of its own, for a way of its own to read bodies.
  await app.register(async (scope) => {
    const parseJson = scope.getDefaultJsonParser('error', 'error');
    scope.removeContentTypeParser('application/json');
    scope.addContentTypeParser('application/json', async (request: FastifyRequest, payload: Readable) => {
      const { head, tail } = await beginningOf(payload, maxBodyBytes);
      assertShallow(head);
      if (tail !== undefined) return reportIn(head, tail);
      return new Promise((resolve, reject) => {
        parseJson(request, head, (error, body) => (error ? reject(error) : resolve(body)));
      });
    });

    scope.post(`${runRoutes}${errorReportPath}`, { onRequest: rates.errorReport }, async (request) => {
      const run = runtime.run((request.params as { run: string }).run);
      const { USED_AGENT_ID: reporter, error_data: error = null } = ErrorReport.parse(request.body);
      // A page that has no agent yet may report too; there is nobody to record it for.
      const agentId = AgentId.safeParse(reporter).data;
      if (agentId && run.mailbox.run.agents.get(agentId)) {
        await run.mailbox.ask({ type: 'agent.log-error', agentId, error }, workerOf(run, agentId));
      }
      return { status: 'Error log sent!' };
    });
  });
}

/** The first bytes of a body as text and, of one that is longer, the last ones; the rest is read and let go of. */
async function beginningOf(payload: Readable, mostBytes: number): Promise<{ head: string; tail?: string }> {
  const chunks: Buffer[] = [];
  let tail = Buffer.alloc(0);
  let [kept, all] = [0, 0];
  for await (const chunk of payload as AsyncIterable<Buffer>) {
    all += chunk.length;
    if (all > mostBytes) throw refuse('request/too-large');
    const wanted = chunk.subarray(0, mostJsonBytes - kept);
    chunks.push(wanted);
    kept += wanted.length;
    tail = Buffer.concat([tail, chunk.subarray(-tailBytes)]).subarray(-tailBytes);
  }
  const head = Buffer.concat(chunks).toString('utf8');
  return all > kept ? { head, tail: tail.toString('utf8') } : { head };
}

const reporterIn = (text: string) => /"USED_AGENT_ID"\s*:\s*"([\w-]{1,64})"/.exec(text)?.[1];
/** Where the error begins, in a report that does not begin with something long. */
const beginningIn = (text: string) => /^[\s\S]{0,1000}?"error_data"\s*:\s*/.exec(text)?.[0].length ?? 0;

/** What is to be known of a report that is too long to be read: who says it, and how the error begins. */
const reportIn = (head: string, tail: string) => ({
  USED_AGENT_ID: reporterIn(head.slice(0, tailBytes)) ?? reporterIn(tail),
  error_data: { cut: true, text: firstBytes(head.slice(beginningIn(head)), maxReportBytes) },
});
