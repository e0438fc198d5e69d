import { Readable } from 'node:stream';
import * as sdk from '@aws-sdk/client-mturk';
import { seeded } from '../../../../projections/statistics/seeded.ts';
import { openFakeClock } from '../../fakes/clock.ts';
import { type FakeMturk, type FakeMturkSettings, openFakeMturk } from './fake-mturk.ts';

export const keys = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example-secret' };

/** A time to begin at. */
export const startMs = Date.UTC(2026, 0, 5, 12);
export const secondMs = 1000;
export const dayMs = 86_400_000;

/** A service with a clock that stands, which nothing but `app.inject()` reaches. */
export async function openStanding(settings: FakeMturkSettings = {}): Promise<FakeMturk> {
  const clock = openFakeClock({ startMs, isReal: false });
  return openFakeMturk({ ...keys, clock, random: seeded(7), insecureHosts: ['127.0.0.1'], ...settings });
}

type SdkRequest = { method: string; path: string; headers: Record<string, string>; body?: string | Uint8Array };

/** The real SDK, whose requests reach the server without a socket. */
export const sdkWithin = ({ app }: FakeMturk, settings: Partial<sdk.MTurkClientConfig> = {}) =>
  new sdk.MTurkClient({
    region: 'us-east-1',
    endpoint: 'http://127.0.0.1',
    credentials: keys,
    maxAttempts: 1,
    requestHandler: {
      async handle({ method, path, headers, body }: SdkRequest) {
        const payload = typeof body === 'string' ? body : new TextDecoder().decode(body);
        const reply = await app.inject({ method: method as 'POST', url: path, headers, payload });
        const { statusCode } = reply;
        return {
          response: {
            statusCode,
            headers: reply.headers as Record<string, string>,
            body: Readable.from([reply.rawPayload]),
          },
        };
      },
    } as unknown as NonNullable<sdk.MTurkClientConfig['requestHandler']>,
    ...settings,
  });

/** The real SDK over real HTTP. */
export const sdkFor = ({ url }: FakeMturk, settings: Partial<sdk.MTurkClientConfig> = {}) =>
  new sdk.MTurkClient({ region: 'us-east-1', endpoint: url, credentials: keys, ...settings });

export const questionXml = (url = 'https://tasks.example/work?study=1&amp;part=2') =>
  `<ExternalQuestion xmlns="http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/2006-07-14/ExternalQuestion.xsd"><ExternalURL>${url}</ExternalURL><FrameHeight>0</FrameHeight></ExternalQuestion>`;

export const hitInput = {
  LifetimeInSeconds: 3600,
  AssignmentDurationInSeconds: 600,
  Reward: '0.50',
  Title: 'Label pictures',
  Description: 'Say what is on ten pictures.',
  Question: questionXml(),
} satisfies sdk.CreateHITCommandInput;

/** Makes a HIT, and gives its ids. */
export async function createHit(client: sdk.MTurkClient, input: Partial<sdk.CreateHITCommandInput> = {}) {
  const { HIT } = await client.send(new sdk.CreateHITCommand({ ...hitInput, ...input }));
  return { hitId: HIT?.HITId ?? '', typeId: HIT?.HITTypeId ?? '', groupId: HIT?.HITGroupId ?? '' };
}

export const getHit = async (client: sdk.MTurkClient, HITId: string) =>
  (await client.send(new sdk.GetHITCommand({ HITId }))).HIT;

export const worker = 'AWORKER000001';

/** A worker accepts a HIT and submits it. */
export function doWork({ workers }: FakeMturk, hitId: string, workerId = worker): string {
  const { assignmentId } = workers.accept(workerId, hitId);
  workers.submit(assignmentId, { result: '{"label":"cat"}' });
  return assignmentId;
}

/** The error of a request that is refused, as callers see it. */
export async function refusalOf(
  sent: Promise<unknown>,
): Promise<{ name: string; message: string; code?: string; status?: number }> {
  try {
    await sent;
  } catch (error) {
    const { name, message, TurkErrorCode, $metadata } = error as sdk.RequestError;
    return {
      name,
      message,
      code: TurkErrorCode?.replace('AWS.MechanicalTurk.', ''),
      status: $metadata?.httpStatusCode,
    };
  }
  throw new Error('It was not refused.');
}
