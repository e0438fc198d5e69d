import { describe, expect, it } from 'vitest';
import type { InvitationId, WorkerId } from '../../../events/ids.ts';
import { signedTokens } from './signed-tokens.ts';

const noon = Date.parse('2026-01-01T12:00:00.000Z');
const dayMs = 86_400_000;
const key = new Uint8Array(32).fill(7);
const claims = { use: 'invitation', jti: 'i1' as InvitationId, sub: 'w1' as WorkerId } as const;
const times = { issuedMs: noon, expiresMs: noon + dayMs };
const at = (now: number, own = key) => signedTokens(own, () => now);

describe('the tokens of a run', () => {
  const { sign, read } = at(noon);

  it('say what they were made with, and are the same each time', async () => {
    const token = await sign('films-1', claims, times);
    expect(await read('films-1', token)).toEqual(claims);
    expect(await at(noon + 5).sign('films-1', claims, times)).toBe(token);
  });

  it('do not hold the name of an invited worker', async () => {
    const [, body = ''] = (await sign('films-1', claims, times)).split('.');
    expect(JSON.parse(Buffer.from(body, 'base64url').toString())).toEqual({
      ...claims,
      aud: 'films-1',
      iat: noon / 1000,
      exp: (noon + dayMs) / 1000,
    });
  });

  it.each([
    ['of another run', 'films-2', {}, 'link/other-run'],
    ['of another key', 'films-1', { own: new Uint8Array(32) }, 'link/mangled'],
    ['after its time', 'films-1', { now: noon + dayMs + 1000 }, 'link/expired'],
    ['without its end', 'films-1', { cut: -1 }, 'link/mangled'],
    ['without a signature', 'films-1', { signature: '' }, 'link/mangled'],
    ['that says more', 'films-1', { body: { ...claims, sub: 'w2', aud: 'films-1' } }, 'link/mangled'],
    ['without an algorithm', 'films-1', { header: { alg: 'none' }, signature: '' }, 'link/mangled'],
  ])('are refused: one %s', async (_, run, changed, code) => {
    const { own, now = noon, cut, header, body, signature } = changed as Record<string, never>;
    const parts = (await sign('films-1', claims, times)).slice(0, cut).split('.');
    const coded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    if (header) parts[0] = coded(header);
    if (body) parts[1] = coded(body);
    if (signature !== undefined) parts[2] = signature;
    await expect(at(now, own).read(run, parts.join('.'))).rejects.toMatchObject({ code });
  });

  it('are refused with claims that none of them has', async () => {
    for (const odd of [{ use: 'other' }, { use: 'invitation' }, { use: 'cookie' }])
      await expect(read('films-1', await sign('films-1', odd as never, times))).rejects.toMatchObject({
        code: 'link/mangled',
      });
  });
});
