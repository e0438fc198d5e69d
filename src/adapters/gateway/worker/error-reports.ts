import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { firstBytes, maxReportBytes } from '../../../actors/cut-report.ts';
import { assertShallow } from '../../../actors/foreign-json.ts';
import { AgentId } from '../../../events/ids.ts';
import type { RunCalls } from '../../../runtime/calls.ts';
import type { Rates } from '../access/rates.ts';
import { runRoutes } from '../http/hosts.ts';
import { jsonParserOf } from '../http/json-bodies.ts';
import { refuse } from '../http/refusals.ts';
import type { RunDescriptions } from '../http/run-descriptions.ts';
import type { Identity } from '../identity/identity.ts';
import { ErrorReport } from './requests.ts';

type Settings = {
  runs: Pick<RunCalls, 'logError'>;
  describe: RunDescriptions;
  rates: Pick<Rates, 'errorReport'>;
  identity: Pick<Identity, 'requireOwn'>;
  maxBodyBytes: number;
};

/** The path on a run's origin at which a page reports an error. */
export const errorReportPath = '/log_error';

/** Of a longer report only the beginning is kept, as text, without parsing it. */
const maxJsonBytes = 256 * 1024;
/** The end of a longer report, which is searched for its sender. */
const tailBytes = 1024;

/** Records errors of workers' pages, of any length up to the server's limit. */
export async function errorReports(
  app: FastifyInstance,
  { runs, describe, rates, identity, maxBodyBytes }: Settings,
): Promise<void> {
  // A scope of its own, since it parses bodies differently.
  await app.register(async (scope) => {
    const parseJson = jsonParserOf(scope);
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
      const described = await describe((request.params as { run: string }).run);
      const { run } = described;
      const { USED_AGENT_ID: reporter, error_data: error = null } = ErrorReport.parse(request.body);
      // A page without an agent may report too, but there is no agent to record it for.
      const agentId = AgentId.safeParse(reporter).data;
      if (agentId) await identity.requireOwn(described, request, [agentId]);
      if (agentId) await runs.logError({ run, agentId, error });
      return { status: 'Error log sent!' };
    });
  });
}

/** The first bytes of a body as text and, if it is longer, its last bytes; the rest is dropped. */
async function beginningOf(payload: Readable, maxBytes: number): Promise<{ head: string; tail?: string }> {
  const chunks: Buffer[] = [];
  let tail = Buffer.alloc(0);
  let [kept, all] = [0, 0];
  for await (const chunk of payload as AsyncIterable<Buffer>) {
    all += chunk.length;
    if (all > maxBytes) throw refuse('request/too-large');
    const first = chunk.subarray(0, maxJsonBytes - kept);
    chunks.push(first);
    kept += first.length;
    tail = Buffer.concat([tail, chunk.subarray(-tailBytes)]).subarray(-tailBytes);
  }
  const head = Buffer.concat(chunks).toString('utf8');
  return all > kept ? { head, tail: tail.toString('utf8') } : { head };
}

const reporterIn = (text: string) => /"USED_AGENT_ID"\s*:\s*"([\w-]{1,64})"/.exec(text)?.[1];
/** Where the error begins, if it is near the start of the report. */
const beginningIn = (text: string) => /^[\s\S]{0,1000}?"error_data"\s*:\s*/.exec(text)?.[0].length ?? 0;

/** A report that is too long to parse: its sender, and the beginning of the error. */
const reportIn = (head: string, tail: string) => ({
  USED_AGENT_ID: reporterIn(head.slice(0, tailBytes)) ?? reporterIn(tail),
  error_data: { cut: true, text: firstBytes(head.slice(beginningIn(head)), maxReportBytes) },
});
