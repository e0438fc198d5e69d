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

  it('is a fault if it is no reply', () => {
    for (const text of ['', 'yes', '[]', '{}', '{"gives":'])
      expect(read('mayWork', text)).toEqual({ failed: expect.stringContaining('the reply of mayWork is not') });
    expect(read('mayWork', '{"failed":"too blue"}')).toEqual({ failed: 'too blue' });
  });
});
