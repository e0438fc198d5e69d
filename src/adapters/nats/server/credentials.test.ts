import { describe, expect, it } from 'vitest';
import { addressOf } from './credentials.ts';

describe('the address of a NATS server', () => {
  it('is taken apart into what the client wants', () => {
    expect(addressOf('nats://ada:p%40ss@127.0.0.1:4222')).toEqual({
      servers: 'nats://127.0.0.1:4222',
      user: 'ada',
      pass: 'p@ss',
    });
  });

  it('may come without credentials', () => {
    expect(addressOf('nats://nats.example:4222')).toEqual({ servers: 'nats://nats.example:4222' });
  });
});
