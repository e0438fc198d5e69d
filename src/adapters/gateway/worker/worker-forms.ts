import type { FastifyRequest } from 'fastify';
import type { AgentId } from '../../../events/ids.ts';
import type { RunCalls } from '../../../runtime/calls.ts';
import type { Rates } from '../access/rates.ts';
import type { RunDescriptions } from '../http/run-descriptions.ts';
import type { Identity } from '../identity/identity.ts';
import { agentOf, submit, submitMetadata } from './agent-calls.ts';
import { maxAnswerTextBytes } from './answer-text.ts';
import type { PacketWatch } from './packet-watch.ts';
import { answerOfForm, measuredIn, metadataOfForm } from './requests.ts';
import { takeForm, type Uploads } from './uploads.ts';

type Settings = {
  runs: RunCalls;
  describe: RunDescriptions;
  uploads: Uploads;
  rates: Pick<Rates, 'upload'>;
  identity: Pick<Identity, 'requireOwn'>;
};

/** Forms of workers, with files: answers and metadata. */
export function workerForms({ runs, describe, uploads, rates, identity }: Settings) {
  async function settingsFor(run: string) {
    const { config, limits } = await describe(run);
    const { max_answer_bytes, max_upload_bytes: maxFileBytes } = config;
    const maxFieldBytes = maxAnswerTextBytes(max_answer_bytes);
    return { ...uploads, maxFieldBytes, maxFileBytes, maxAllBytes: limits.fileBytes };
  }

  return {
    /** Resolves to the agent whose answer it was. */
    async submit(run: string, request: FastifyRequest, watch: PacketWatch): Promise<AgentId> {
      await rates.upload(request);
      let sender = '' as AgentId;
      await takeForm(request, {
        ...(await settingsFor(run)),
        async senderOf(form) {
          const { agentId, fileBytesLeft, hasSubmitted } = await agentOf(runs, run, answerOfForm(form).agentId);
          await identity.requireOwn(await describe(run), request, [agentId]);
          sender = agentId;
          return { agentId, bytesLeft: fileBytesLeft, isWanted: !hasSubmitted };
        },
        submit: (form) => submit(runs, run, { ...answerOfForm(form), ...measuredIn(request.headers) }, watch),
      });
      return sender;
    },
    async submitMetadata(run: string, request: FastifyRequest, watch: PacketWatch): Promise<void> {
      await rates.upload(request);
      await takeForm(request, {
        ...(await settingsFor(run)),
        async senderOf(form) {
          const { agentId, metadata } = metadataOfForm(form);
          await identity.requireOwn(await describe(run), request, [agentId]);
          // Metadata that would be refused without its files is refused before they are stored.
          const { fileBytesLeft } = await runs.checkMetadata({ run, agentId, metadata });
          return { agentId, bytesLeft: fileBytesLeft, isWanted: true };
        },
        submit: (form) => submitMetadata(runs, run, metadataOfForm(form), watch),
      });
    },
  };
}
