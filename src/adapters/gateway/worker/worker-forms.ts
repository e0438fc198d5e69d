import type { FastifyRequest } from 'fastify';
import * as agents from '../../../actors/agent.ts';
import type { OpenRun } from '../../../runtime/open-run.ts';
import { configOf } from '../../../runtime/open-run.ts';
import type { Rates } from '../access/rates.ts';
import { limitsOf } from '../http/limits.ts';
import { agentOf, submit, submitMetadata } from './agent-asks.ts';
import type { PacketWatch } from './packet-watch.ts';
import { answerOfForm, metadataOfForm } from './requests.ts';
import { takeForm, type Uploads } from './uploads.ts';

type Settings = { uploads: Uploads; rates: Pick<Rates, 'upload'> };

/** What workers send as forms, with files: an answer, or something beside it. */
export function workerForms({ uploads, rates }: Settings) {
  function settingsFor(run: OpenRun) {
    const { max_answer_bytes, max_upload_bytes } = configOf(run);
    const limits = limitsOf(configOf(run));
    const sizes = { maxFieldBytes: max_answer_bytes, maxFileBytes: max_upload_bytes, maxAllBytes: limits.fileBytes };
    return { ...uploads, ...sizes, limits };
  }

  return {
    async submit(request: FastifyRequest, run: OpenRun, watch: PacketWatch): Promise<void> {
      await rates.upload(request);
      const { limits, ...settings } = settingsFor(run);
      await takeForm(request, {
        ...settings,
        senderOf(form) {
          const { agentId } = answerOfForm(form);
          const agent = agentOf(run, agentId);
          const isWanted = !agents.hasSubmitted(agent);
          return { agentId, bytesLeft: agents.fileBytesLeft(agent, limits), isWanted };
        },
        ask: (form) => submit(run, answerOfForm(form), watch),
      });
    },
    async submitMetadata(request: FastifyRequest, run: OpenRun, watch: PacketWatch): Promise<void> {
      await rates.upload(request);
      const { limits, ...settings } = settingsFor(run);
      await takeForm(request, {
        ...settings,
        senderOf(form) {
          const { agentId, metadata } = metadataOfForm(form);
          const agent = agentOf(run, agentId);
          // What would be refused without its files is refused before they are kept.
          agents.submitMetadata(agentId, agent, { metadata }, limits);
          return { agentId, bytesLeft: agents.fileBytesLeft(agent, limits), isWanted: true };
        },
        ask: (form) => submitMetadata(run, metadataOfForm(form), watch),
      });
    },
  };
}
