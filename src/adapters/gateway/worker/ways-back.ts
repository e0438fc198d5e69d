import type { Completion } from '../../../api/worker-page.ts';
import type { AgentId } from '../../../events/ids.ts';
import type { RunCalls, RunDescription } from '../../../runtime/calls.ts';
import type { Provider } from '../../../runtime/ports/provider.ts';
import type { CompletionOutcome, PublishedOffer } from '../../../runtime/ports/provider-account.ts';
import type { KnownWorker } from '../identity/identity.ts';
import type { Place } from '../identity/signed-tokens.ts';
import { completionOfRefusal, completionOfSubmission, outcomeInPlace } from './completion.ts';

type Settings = { runs: Pick<RunCalls, 'offerFor' | 'placeOf' | 'completes'>; providers: readonly Provider[] };
type Run = Pick<RunDescription, 'run' | 'config'>;

/** How workers go back to where they came from. */
export type WaysBack = ReturnType<typeof openWaysBack>;

/** Opens the ways back. Nothing is asked of a provider, so that nobody is stranded while it is down. */
export function openWaysBack({ runs, providers }: Settings) {
  function fromPlace(
    { provider, handIn }: Pick<Place, 'provider' | 'handIn'>,
    offer: PublishedOffer,
    { outcome, answer }: { outcome: CompletionOutcome; answer?: unknown },
  ): Completion | undefined {
    const ending = providers.find(({ name }) => name === provider)?.completion?.(offer, outcome);
    return ending && (handIn ? { ...ending, form: formOf(handIn, ending.code, answer) } : ending);
  }

  return {
    /** What follows the submission of an agent; undefined where the page goes on to the next unit, or the submission does not count. */
    async afterSubmission(
      { run, config }: Run,
      { agentId, answer }: { agentId: AgentId; answer?: unknown },
      known: KnownWorker | undefined,
    ): Promise<Completion | undefined> {
      const place = config.offers && (await runs.placeOf({ run, agentId }));
      if (place) {
        const outcome = (await runs.completes({ run, agentId })) ? 'completed' : 'screened_out';
        // The browser may be in another place by now, whose work is not this one.
        const { handIn } = known?.place?.submission === place.submission ? known.place : {};
        return fromPlace({ ...place, handIn }, place.offer, { outcome, answer });
      }
      const completion = completionOfSubmission(config, known);
      return completion && (await runs.completes({ run, agentId })) ? completion : undefined;
    },
    /** What a worker gets with a refusal who has submitted so many units that count. */
    async afterRefusal(
      { run, config }: Run,
      { code, submitted }: { code: string; submitted: number },
      known: KnownWorker | undefined,
    ): Promise<Completion | undefined> {
      const { place } = known ?? {};
      if (!place) return completionOfRefusal(config, code, submitted, known);
      const outcome = outcomeInPlace(code, submitted);
      const offer = outcome && (await runs.offerFor({ run, ...place }));
      return outcome && offer ? fromPlace(place, offer, { outcome }) : undefined;
    },
  };
}

/** The longest answer that is handed in with the form, in characters of its JSON: it is kept here anyway. */
const maxAnswerChars = 60_000;

function formOf({ address, fields, codeField, answerField }: NonNullable<Place['handIn']>, code = '', answer: unknown) {
  const json = answer === undefined ? '' : JSON.stringify(answer);
  const filled = json !== '' && json.length <= maxAnswerChars ? { [answerField]: json } : {};
  return { address, fields: { ...fields, [codeField]: code, ...filled } };
}
