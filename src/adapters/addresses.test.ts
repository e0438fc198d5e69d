import { describe, expect, it } from 'vitest';
import { isLoopback, isPrivateAddress } from './addresses.ts';

describe('an address', () => {
  it.each([
    'localhost',
    'LOCALHOST',
    ' localhost ',
    '127.0.0.1',
    ' 127.0.0.1 ',
    '127.9.9.9',
    '::1',
    '[::1]',
    '::ffff:127.0.0.1',
    '0:0:0:0:0:0:0:1',
  ])('%j is of this machine', (address) => {
    expect([isLoopback(address), isPrivateAddress(address)]).toEqual([true, true]);
  });

  it.each(['10.0.0.1', '172.16.0.1', '172.31.9.9', '192.168.1.1', '::ffff:10.1.1.1', 'fd00::1', 'fc12:3456::'])(
    '%s is of a private network',
    (address) => {
      expect([isLoopback(address), isPrivateAddress(address)]).toEqual([false, true]);
    },
  );

  it.each([
    '',
    'localhost.example.org',
    '127.1',
    '2130706433',
    ':[:1]',
    '[::]1',
    '172.32.0.1',
    '9.9.9.9',
    '2001:db8::1',
    '10.0.0.1.example.org',
  ])('%j is of neither', (address) => {
    expect([isLoopback(address), isPrivateAddress(address)]).toEqual([false, false]);
  });
});
