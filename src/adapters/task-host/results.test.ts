import { describe, expect, it } from 'vitest';
import type { TaskFunction } from '../../runtime/ports/task-functions.ts';
import { resultIn } from './results.ts';

const ada = { id: 'ada', provider: 'inhouse', name: 'Ada', qualifications: {} };
const read = (name: TaskFunction, text: string) =>
  resultIn(Buffer.from(text), name, { worker: ada, items: [{}] } as never);

describe('the reply of a host', () => {
  it.each<[TaskFunction, string]>([
    ['mayWork', '[true]'],
    ['validateOnboarding', '{"passed":false,"explanation":"no"}'],
    ['onboardingData', '[{"a":1},{"b":null}]'],
    ['onSubmitted', 'null'],
    ['onSubmitted', '[{"grant":"a","value":3},{"grant":"b"},{"revoke":"c"}]'],
    ['goldItem', '{"key":"k","item":{"a":1}}'],
    ['screeningItem', 'null'],
  ])('is taken for %s: %s', (name, gives) =>
    expect(read(name, `{"gives":${gives}}`)).toEqual({ gives: JSON.parse(gives) }),
  );

  it.each<[TaskFunction, string, string]>([
    ['mayWork', '[true,false]', 'mayWork gave [true,false] instead of true or false for each item'],
    ['mayWork', '[null]', 'mayWork gave [null] instead of true or false for each item'],
    ['isGoldCorrect', '"yes"', 'isGoldCorrect gave "yes" instead of true or false'],
    ['onSubmitted', '[{"grant":"a","value":0.5}]', 'with a whole number as value'],
    ['screeningItem', '[1]', 'screeningItem gave [1] instead of an object, or null'],
    ['screeningItem', '{"__proto__":{}}', 'in what screeningItem gave: no key can be called "__proto__"'],
    ['goldItem', '{"key":"k","item":{"id":675127116845989889}}', 'in "item.id", the number 675127116845989889 would'],
    ['goldItem', '{"item":{}}', 'goldItem gave {"item":{}} instead of an object with key and item'],
    ['screeningItem', `{"a":${'['.repeat(200)}${']'.repeat(200)}}`, 'levels deep'],
    ['screeningItem', `"${'x'.repeat(500)}"`, '…'],
  ])('is a fault of %s: %s', (name, gives, fault) =>
    expect(read(name, `{"gives":${gives}}`)).toEqual({ failed: expect.stringContaining(fault) }),
  );

  it.each<[string, object, string]>([
    ['a timer', { timer: { seconds: 1e300 } }, '"steps.0.timer.seconds" may be 2592000 at most'],
    ['a timer below', { timer: { seconds: -1 } }, '"steps.0.timer.seconds" must be 0 or more'],
    ['a turn', { turn: { member: 'a', seconds: 2592001 } }, '"steps.0.turn.seconds" may be 2592000 at most'],
    ['a seat', { say: { text: '', as: 1e9 } }, '"steps.0.say.as" may be 1000 at most'],
    ['a text', { say: { text: 'x'.repeat(1_000_001) } }, '"steps.0.say.text" may have 1000000 characters at most'],
    ['hearers', { say: { text: '', to: Array(1001).fill('a') } }, '"steps.0.say.to" may have 1000 values at most'],
    ['a member', { turn: { member: '' } }, '"steps.0.turn.member" needs at least 1 character'],
    ['a name', { run: { name: 'x'.repeat(1001) } }, '"steps.0.run.name" may have 1000 characters at most'],
    ['a fault', { run: { name: 'x', failed: 'x'.repeat(1_000_001) } }, '"steps.0.run.failed" may have 1000000 char'],
  ])('is a fault of conversation if %s is out of its bounds', (_, action, fault) => {
    const gives = { steps: [{ step: 0, ...action }], open: true };
    expect(read('conversation', JSON.stringify({ gives }))).toEqual({
      failed: expect.stringContaining(`in what conversation gave, ${fault}`),
    });
  });

  it('is a fault of conversation if there are too many steps, or one has no possible number', () => {
    const step = (number: number) => ({ step: number, timer: { seconds: 0 } });
    const failed = (steps: object[]) => read('conversation', JSON.stringify({ gives: { steps, open: true } }));
    const many = Array.from({ length: 100_001 }, (_, nth) => step(nth));
    expect(failed(many)).toEqual({
      failed: expect.stringContaining('in what conversation gave, "steps" may have 100000 values at most'),
    });
    expect(failed([step(-1)])).toEqual({
      failed: expect.stringContaining('in what conversation gave, "steps.0.step" must be 0 or more'),
    });
    expect(failed([{ step: 0 }])).toEqual({
      failed: expect.stringContaining('instead of an object with the steps and whether it is open'),
    });
  });

  it('is a fault if it is no reply', () => {
    for (const text of ['', 'yes', '[]', '{}', '{"gives":'])
      expect(read('mayWork', text)).toEqual({ failed: expect.stringContaining('the reply of mayWork is not') });
    expect(read('mayWork', '{"failed":"too blue"}')).toEqual({ failed: 'too blue' });
  });
});
