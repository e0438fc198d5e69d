import { describe, expect, it } from 'vitest';
import { hashOf, hashPassword, isPassword, isSame, newSecret } from './secrets.ts';

describe('a secret', () => {
  it('is new each time, and fit for a header, a cookie and a URL', () => {
    const made = Array.from({ length: 50 }, newSecret);
    expect(new Set(made).size).toBe(50);
    for (const secret of made) expect(secret).toMatch(/^[\w-]{43}$/);
  });
  it('is kept as its SHA-256', () =>
    expect(hashOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'));
  it('is compared whole', () => {
    expect([isSame('abc', 'abc'), isSame('abc', 'abd'), isSame('abc', 'ab'), isSame('', '')]).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });
});

describe('a password', () => {
  // What hashlib.scrypt of Python gives for "four words are enough", this salt and this cost.
  const cheap = 'scrypt$ln=4,r=16,p=10$AAECAwQFBgcICQoLDA0ODw$On251PisjnYrBXD4o_TtJWoSIKalOpDAnMy3wPlx0Hc';

  it('is kept with its cost and a salt of its own, and only it is right', async () => {
    const [kept, again] = [await hashPassword('four words are enough'), await hashPassword('four words are enough')];
    expect(kept).toMatch(/^scrypt\$ln=15,r=8,p=3\$[\w-]{22}\$[\w-]{43}$/);
    expect(again).not.toBe(kept);
    expect(await isPassword('four words are enough', kept)).toBe(true);
    expect(await isPassword('four words are enougH', kept)).toBe(false);
  });

  it('is right with the cost it was kept with', async () => {
    expect(await isPassword('four words are enough', cheap)).toBe(true);
  });

  it('is the same however its letters are typed', async () => {
    const kept = await hashPassword('caf\u00e9 au lait');
    expect(await isPassword('cafe\u0301 au lait', kept)).toBe(true);
  });

  it('of nobody is never right', async () => expect(await isPassword('four words are enough', undefined)).toBe(false));

  it('has ten letters or more, counted as people count, and a thousand at most', async () => {
    await expect(hashPassword('ninechars')).rejects.toMatchObject({
      code: 'access/weak-password',
      message: expect.stringContaining('10'),
    });
    await expect(hashPassword('🙂'.repeat(9))).rejects.toMatchObject({ code: 'access/weak-password' });
    await expect(hashPassword('x'.repeat(1001))).rejects.toMatchObject({
      code: 'request/bad-shape',
      message: expect.stringContaining('a password has at most 1000 characters'),
    });
    expect(await isPassword('x'.repeat(1000), await hashPassword('x'.repeat(1000)))).toBe(true);
    expect(await isPassword('ten chars!', await hashPassword('ten chars!'))).toBe(true);
  });

  it('is hashed one at a time, nobody’s as well, and refused where twenty wait already', async () => {
    const check = () => isPassword('four words are enough', cheap);
    const many = await Promise.allSettled([isPassword('x', undefined), ...Array.from({ length: 20 }, check)]);
    expect(many.map(({ status }) => status)).toEqual([...Array(20).fill('fulfilled'), 'rejected']);
    expect(many[20]).toMatchObject({ reason: { code: 'access/too-many-attempts', retryAfterSeconds: 5 } });
    expect(await check()).toBe(true);
  });
});
