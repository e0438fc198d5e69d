import { describe, expect, it } from 'vitest';
import { mayConnect, receiverAddress } from './receiver-address.ts';

const allowed = { hosts: ['hooks.internal', '10.0.0.7', 'fd00::7'], ownPort: () => 8400 };

describe('the address of a receiver', () => {
  it.each([
    'https://example.org/hooks?of=films',
    'http://localhost:3000/',
    'http://127.0.0.1:3000/',
    'http://[::1]:3000/',
    'https://8.8.8.8/',
    'http://hooks.internal/',
    'https://10.0.0.7:8443/',
    'https://[fd00::7]/',
    'https://localhost/',
  ])('can be %s', (url) => {
    expect(receiverAddress(url, allowed).href).toBe(url);
  });

  it.each([
    ['example.org', 'webhook/bad-address'],
    ['ftp://example.org/', 'webhook/bad-address'],
    ['http://example.org/', 'webhook/bad-address'],
    ['https://anna:secret@example.org/', 'webhook/bad-address'],
    ['https://example.org/#here', 'webhook/bad-address'],
    [`https://${'a'.repeat(64)}.org/`, 'webhook/bad-address'],
    [`https://${'abc.'.repeat(64)}org/`, 'webhook/bad-address'],
    ['http://localhost:8400/api/runs', 'webhook/own-address'],
    ['http://127.0.0.1:8400/', 'webhook/own-address'],
    ['https://10.0.0.8/', 'webhook/private-address'],
    ['https://192.168.1.1/', 'webhook/private-address'],
    ['https://169.254.169.254/latest/meta-data', 'webhook/private-address'],
    ['https://0.0.0.0/', 'webhook/private-address'],
    ['https://2130706433.1/', 'webhook/bad-address'],
    ['https://[::ffff:10.0.0.8]/', 'webhook/private-address'],
    ['https://[fe80::1]/', 'webhook/private-address'],
    ['https://[64:ff9b::a00:8]/', 'webhook/private-address'],
  ])('cannot be %s', (url, code) => {
    expect(() => receiverAddress(url, allowed)).toThrow(expect.objectContaining({ code }));
  });

  it('takes the numbers for which a browser would read an address as that address', () => {
    expect(receiverAddress('http://2130706433:3000/', allowed).hostname).toBe('127.0.0.1');
    expect(() => receiverAddress('https://0x0a000008/', allowed)).toThrow(
      expect.objectContaining({ code: 'webhook/private-address' }),
    );
  });
});

describe('a name', () => {
  it('may not stand for an address inside, unless the setting names it', () => {
    expect(mayConnect('example.org', '93.184.215.14', allowed)).toBe(true);
    expect(mayConnect('example.org', '127.0.0.1', allowed)).toBe(false);
    expect(mayConnect('example.org', '10.0.0.7', allowed)).toBe(false);
    expect(mayConnect('hooks.internal', '10.1.2.3', allowed)).toBe(true);
    expect(mayConnect('localhost', '::1', allowed)).toBe(true);
    expect(mayConnect('localhost', '10.0.0.8', allowed)).toBe(false);
  });
});
