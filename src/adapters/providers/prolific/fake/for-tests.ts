import { seeded } from '../../../../projections/statistics/seeded.ts';
import { openFakeClock } from '../../fakes/clock.ts';
import { openFaults } from '../../fakes/faults.ts';
import { type FakeProlificSettings, openFakeProlific } from './fake-prolific.ts';

/** A study that costs 200 cents, 67 of fee and 13 of tax for each place, in pence. */
export const someStudy = {
  name: 'Colours',
  description: 'Name colours.',
  external_study_url: 'https://study.example/?p={{%PROLIFIC_PID%}}&s={{%STUDY_ID%}}&i={{%SESSION_ID%}}',
  prolific_id_option: 'url_parameters',
  completion_codes: [
    { code: 'RIGHT', code_type: 'COMPLETED', actor: 'participant', actions: [{ action: 'MANUALLY_REVIEW' }] },
  ],
  total_available_places: 2,
  estimated_completion_time: 10,
  reward: 200,
};
export const costOfPlace = 280;

/** A simulated Prolific with a standing clock, and calls to it as a client makes them. */
export async function openForTests(settings: Partial<FakeProlificSettings> = {}) {
  const clock = openFakeClock({ startMs: Date.UTC(2026, 0, 1), isReal: false });
  const random = seeded(7);
  const faults = openFaults(random);
  const fake = await openFakeProlific({ clock, random, faults, ...settings });
  const call = async (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: unknown) => {
    const reply = await fake.app.inject({
      method,
      url: path.startsWith('/') ? path : `/api/v1/${path}`,
      headers: { authorization: `Token ${fake.token}` },
      ...(payload === undefined ? {} : { payload: payload as object }),
    });
    const isJson = String(reply.headers['content-type']).includes('json');
    return {
      status: reply.statusCode,
      headers: reply.headers,
      text: reply.body,
      body: isJson ? reply.json() : undefined,
    };
  };
  /** A study that is active. */
  const publish = async (fields: object = {}) => {
    const { body } = await call('POST', 'studies/', { ...someStudy, ...fields });
    await call('POST', `studies/${body.id}/transition/`, { action: 'PUBLISH' });
    clock.advance(fake.world.durations.publishingMs);
    return body.id as string;
  };
  /** A submission that awaits its review. */
  const submit = (studyId: string, code: string | null = 'RIGHT') => {
    const { id } = fake.participants.reserve(studyId, fake.participants.add().id);
    fake.participants.open(id);
    fake.participants.complete(id, code);
    clock.advance(fake.world.durations.processingMs);
    return id;
  };
  return { fake, clock, faults, call, publish, submit };
}
