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
  key('sk_live_', 12),
  key('rk_test_', 12),
  key('gho_', 22),
  key('github_pat_', 22),
  key('glpat-', 18),
  key('npm_', 32),
  `ASIA${'Z7'.repeat(8)}`,
  key('ya29.', 24),
  `${key('SG.', 20)}.${key('', 20)}`,
  key('mh_', 20),
  `-----BEGIN ${'PRIVATE'} KEY-----\nabc`,
  `-----BEGIN RSA ${'PRIVATE'} KEY-----\nabc\n-----END RSA ${'PRIVATE'} KEY-----`,
];

describe('a key of a well-known shape', () => {
  it.each(keys)('is hidden wherever it stands: %s', (one) => {
    expect(JSON.stringify(withoutSecrets({ note: `with ${one}!` }))).not.toContain(one.slice(-12));
    expect(secretIn(`with ${one}!`, 'task_title', { byName: false })).toBe('task_title');
  });
});

describe('a name of a secret', () => {
  const hides = (name: string) =>
    JSON.stringify(withoutSecrets({ [name]: 'xyz' })) !== JSON.stringify({ [name]: 'xyz' });

  it.each([
    'pwd',
    'PASS',
    'passphrase',
    'my-passwords',
    'Bearer',
    'authorization',
    'proxy_authorization',
    'myCredentials',
  ])('is %s', (name) => expect(hides(name)).toBe(true));
  it.each(['api', 'access', 'account', 'private', 'signing', 'encryption', 'openai'])('is a key called %s', (kind) => {
    for (const name of [`${kind}key`, `${kind}_key`, `${kind}-key`, `X_${kind}Key`.toUpperCase()])
      expect([name, hides(name)]).toEqual([name, true]);
    expect(hides(`${kind}__key`)).toBe(false);
  });
  it.each(['pwds', 'xpwd', 'passive', 'bypass', 'bearers', 'forbearer', 'tokenise', 'publickey', 'monkey', 'key'])(
    'is not %s',
    (name) => expect(hides(name)).toBe(false),
  );
  it('hides each of several keys and passwords in one text', () => {
    const text = `${keys[0]} and ${keys[2]}, db_passwd=xyz password=xyz //ada:xyz@a //bob:xyz@b`;
    expect(withoutSecrets(text)).toBe(
      `${unshown} and ${unshown}, db_passwd=${unshown} password=${unshown} //${unshown}@a //${unshown}@b`,
    );
    expect(withoutSecrets({ secret_tokens_used: ['a'] })).toEqual({ secret_tokens_used: [unshown] });
  });
  it('is hidden itself where it is a key', () => expect(withoutSecrets({ [keys[0]!]: 1 })).toEqual({ [unshown]: 1 }));
  it('says nothing about numbers and lists of tokens, and hides those of anything else', () => {
    expect(withoutSecrets({ stop_tokens: ['a'], Tokens: 7, tokens: 'xyz' })).toEqual({
      stop_tokens: ['a'],
      Tokens: 7,
      tokens: unshown,
    });
    expect(withoutSecrets({ password: 1234, secrets: ['a'], token: [1], tokens: true, tokens_x: [1] })).toEqual({
      password: unshown,
      secrets: [unshown],
      token: [unshown],
      tokens: true,
      tokens_x: [1],
    });
    expect(withoutSecrets({ tokens: { a: 'xyz' } })).toEqual({ tokens: { a: unshown } });
  });
});

describe('a config that is no map, and its own keys', () => {
  it('is shown without its secrets, whatever it is', () => {
    expect(withoutSecretsInConfig({ api_key: 'xyz', tokens: ['a'], list: ['x', { password: 'xyz' }], n: 1 })).toEqual({
      api_key: unshown,
      tokens: [unshown],
      list: ['x', { password: unshown }],
      n: 1,
    });
    for (const config of ['password', 7, null, undefined, ['a']]) expect(withoutSecretsInConfig(config)).toBe(config);
    expect(
      withoutSecretsInConfig({ secrets: { a: 'xyz' }, plain: { password: 'xyz', max_tokens: 7, b: 'y' } }),
    ).toEqual({
      secrets: { a: unshown },
      plain: { password: unshown, max_tokens: 7, b: 'y' },
    });
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
    for (const none of [
      { secret: 'hunter' },
      { secret: keys[3] },
      { secret: 'A', more: 1 },
      { secret: 1 },
      { secret: ['A'] },
      { secret: 'xMODEL' },
      { secret: 'MODEL KEY' },
      'A',
      null,
    ])
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
    ['aux_parameters.api_key', ' { "secret" : "MODEL_KEY" } ', ' { "secret" : "MODEL_KEY" } '],
    ['aux_parameters.api_key', "{'secret': 'MODEL_KEY'}", "{'secret': 'MODEL_KEY'}"],
    ['aux_parameters.api_key', '{secret: lower_case}', unshown],
    ['aux_parameters.api_key', '{secret: MODEL_KEY, more: 1}', unshown],
    ['aux_parameters.api_key', '{secret: MODEL_KEY} x', unshown],
    ['aux_parameters.api_key', '{secret:MODEL_KEY}', '{secret:MODEL_KEY}'],
    ['aux_parameters', '{api_key:xyz, "secret" : "MODEL_KEY"}', `{api_key:${unshown}, "secret" : "MODEL_KEY"}`],
    ['aux_parameters', '{my_secret: MODEL_KEY}', `{my_secret: ${unshown}}`],
    ['aux_parameters.api_key', 'x{secret: MODEL_KEY}', unshown],
    ['aux_parameters.api_key.secret', ' MODEL_KEY ', ' MODEL_KEY '],
    ['aux_parameters.api_key.secret', 'lower_case', unshown],
    ['aux_parameters.api_key.secrets', 'MODEL_KEY', unshown],
    ['aux_parameters', '{secret: lower_case}', `{secret: ${unshown}}`],
    [
      'aux_parameters',
      `{db_password: 'x y', my-token : z, "key": "w"}`,
      `{db_password: ${unshown}, my-token : ${unshown}, "key": ${unshown}}`,
    ],
    ['aux_parameters', '[secret_word: a, b: c]', `[secret_word: ${unshown}, b: c]`],
    ['aux_parameters', '{api_key: {secret: lower}, n: 1}', `{api_key: {secret: ${unshown}}, n: 1}`],
    [
      'aux_parameters',
      '{url: //ada:xyz@db/x, run: "TOKEN=xyz make"}',
      `{url: //${unshown}@db/x, run: "TOKEN=${unshown} make"}`,
    ],
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
    [{ password: 1234 }, 'aux_parameters.password'],
    [{ a: 1, b: ['x', { token: 'xyz' }] }, 'aux_parameters.b.token'],
    [{ passwords: { ada: { is: ['', 'xyz'] } } }, 'aux_parameters.passwords.ada.is'],
    [{ [keys[0]!]: 'x' }, 'aux_parameters'],
    [{ run: 'db_password=xyz make' }, 'aux_parameters.run'],
    [{ run: 'db_passwd=xyz make' }, 'aux_parameters.run'],
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
    { password: ' ' },
    { password: null },
    { db: 'postgres://ada:$PASSWORD@db.lab/films' },
    { db: 'postgres://db.lab:5432/ada@lab' },
    { run: 'monkeys = 3; key=$KEY' },
    { n: 7 },
  ])('is not: %j', (value) => expect(find(value)).toBeUndefined());

  it('counts by its name only where names are one’s own choice', () => {
    const findIn = (value: unknown) => secretIn(value, 'task_config', { byName: false });
    expect([findIn({ password: 'xyz' }), findIn({ a: 'TOKEN=xyz' })]).toEqual([undefined, 'task_config.a']);
    expect(secretIn(keys[0], 'task_title', { byName: true })).toBe('task_title');
  });
});
