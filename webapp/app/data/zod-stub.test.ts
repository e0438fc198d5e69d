import { describe, expect, it } from 'vitest';
import { z } from './zod-stub.ts';

describe('the stand-in for zod in the app', () => {
  it('takes every word that describes one', () => {
    const Page = z.object!({
      by: z.enum!(['worker', 'item']),
      limit: z.coerce!.number!().int!().min!(1).default!(100),
      cursor: z.string!().optional!(),
    });
    expect(() => z.object!({ ...(Page.shape as object) })).not.toThrow();
  });

  it('refuses to check anything, since all would pass', () => {
    const Page = z.object!({});
    expect(() => Page.parse).toThrow('use zod/mini');
    expect(() => Page.safeParse).toThrow('use zod/mini');
    expect(() => Page.options).toThrow('use zod/mini');
  });
});
