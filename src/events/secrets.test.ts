import { describe, expect, it } from 'vitest';
import { isReference, secretIn, unshown, withoutSecrets, withoutSecretsIn, withoutSecretsInConfig } from './secrets.ts';

describe('a config without its secrets', () => {
  it.each(['password', 'db_passwd', 'clientSecret', 'API_KEY', 'apiKey', 'access_token', 'aux_parameters.token'])(
    'hides what is called %s, at any depth',
    (name) => expect(withoutSecrets({ a: [{ [name]: 'xyz' }] })).toEqual({ a: [{ [name]: unshown }] }),
  );

  it('hides all texts below such a name', () =>
    expect(withoutSecrets({ credentials: { user: 'ada', codes: ['1', '2'] } })).toEqual({
      credentials: { user: unshown, codes: [unshown, unshown] },
    }));

  it('hides the credentials of an address, and the values that a command gets', () => {
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

/** Put together here, so that nothing that looks for keys in a repository finds any. */
const key = (head: string, length: number) => head + 'Ab3'.repeat(length).slice(0, length);
const keys = [
  key('sk-', 40),
  key('sk-ant-api03-', 60),
  key('ghp_', 36),
  `AKIA${'Z7'.repeat(8)}`,
  key('xoxb-', 30),
  key('AIza', 35),
  key('hf_', 34),
  `${key('eyJ', 20)}.${key('eyJ', 20)}.${key('', 20)}`,
  `Authorization: ${key('Bearer ', 30)}`,
  `-----BEGIN RSA ${'PRIVATE'} KEY-----\nabc\n-----END RSA ${'PRIVATE'} KEY-----`,
];

describe('a key of a well-known shape', () => {
  it.each(keys)('is hidden wherever it stands: %s', (one) => {
    expect(JSON.stringify(withoutSecrets({ note: `with ${one}!` }))).not.toContain(one.slice(-12));
    expect(secretIn(`with ${one}!`, 'task_title', { byName: false })).toBe('task_title');
  });
});

describe('a secret by reference', () => {
  const config = { aux_parameters: { api_key: { secret: 'MODEL_KEY' }, password: { secret: 'no variable' } } };

  it('is shown as it is written, and nothing else is that is called so', () =>
    expect(withoutSecretsInConfig(config)).toEqual({
      aux_parameters: { api_key: { secret: 'MODEL_KEY' }, password: { secret: unshown } },
    }));

  it('is none for a whole key', () =>
    expect(withoutSecretsInConfig({ aux_parameters: { secret: 'HUNTER2' } })).toEqual({
      aux_parameters: { secret: unshown },
    }));

  it('names a variable, in capitals, and is no key itself', () => {
    expect(isReference({ secret: 'MODEL_KEY' })).toBe(true);
    for (const none of [{ secret: 'hunter' }, { secret: keys[3] }, { secret: 'A', more: 1 }, { secret: 1 }, 'A', null])
      expect(isReference(none)).toBe(false);
  });
});

describe('a setting of a launch without its secrets', () => {
  it.each([
    ['aux_parameters.api_key', 'xyz', unshown],
    ['aux_parameters', '{api_key: "x y", n: 1}', `{api_key: ${unshown}, n: 1}`],
    ['aux_parameters.api_key', '{secret: MODEL_KEY}', '{secret: MODEL_KEY}'],
    ['aux_parameters.api_key.secret', 'MODEL_KEY', 'MODEL_KEY'],
    ['aux_parameters', '{api_key: {secret: MODEL_KEY}, n: 1}', '{api_key: {secret: MODEL_KEY}, n: 1}'],
    ['task_reward', '0.5', '0.5'],
  ])('%s=%s', (name, typed, shown) => expect(withoutSecretsIn(name, typed)).toBe(shown));
});

describe('what looks like a secret', () => {
  const find = (value: unknown) => secretIn(value, 'aux_parameters', { byName: true });

  it.each([
    [{ api_key: 'xyz' }, 'aux_parameters.api_key'],
    [{ a: { aws_secret_access_key: 'xyz' } }, 'aux_parameters.a.aws_secret_access_key'],
    [{ token: 'xyz' }, 'aux_parameters.token'],
    [{ credentials: { codes: ['xyz'] } }, 'aux_parameters.credentials.codes'],
    [{ db: 'postgres://ada:xyz@db.lab/films' }, 'aux_parameters.db'],
    [{ run: 'MODEL_TOKEN=xyz make' }, 'aux_parameters.run'],
    [{ api_key: { secret: 'lower-case' } }, 'aux_parameters.api_key.secret'],
  ])('is found: %j', (value, path) => expect(find(value)).toBe(path));

  it.each([
    { max_tokens: 100 },
    { tokens: ['The', 'cat'] },
    { api_key: { secret: 'MODEL_KEY' } },
    { api_key: '' },
    { show_password: true },
    { run: 'MODEL_TOKEN=$TOKEN make' },
    { page: 'https://films.example.org/@ada' },
    { keyboard: 'abc', tokenizer: 'words' },
  ])('is not: %j', (value) => expect(find(value)).toBeUndefined());
});
