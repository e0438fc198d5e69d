import { describe, expect, it } from 'vitest';
import { unshown, withoutSecrets } from './without-secrets.ts';

describe('a config without its secrets', () => {
  it.each(['password', 'db_passwd', 'clientSecret', 'API_KEY', 'apiKey', 'access_token', 'aux_parameters.token'])(
    'hides what is called %s, at any depth',
    (name) => expect(withoutSecrets({ a: [{ [name]: 'xyz' }] })).toEqual({ a: [{ [name]: unshown }] }),
  );

  it('hides all texts below such a name', () =>
    expect(withoutSecrets({ credentials: { user: 'ada', codes: ['1', '2'] } })).toEqual({
      credentials: { user: unshown, codes: [unshown, unshown] },
    }));

  it('hides who signs in at an address, and what a command is given', () => {
    expect(withoutSecrets('postgres://ada:xyz@db.lab/films')).toBe(`postgres://${unshown}@db.lab/films`);
    expect(withoutSecrets('MODEL_TOKEN=xyz npx vite build')).toBe(`MODEL_TOKEN=${unshown} npx vite build`);
  });

  it('leaves everything else as it is', () => {
    const config = {
      task_title: 'Which token?',
      author: 'ada@lab.example',
      max_tokens: 100,
      keyboard: ['a', 'b'],
      tokenizer: 'words',
      nothing: null,
    };
    expect(withoutSecrets(config)).toEqual(config);
  });
});
