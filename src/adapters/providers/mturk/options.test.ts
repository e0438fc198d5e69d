import { describe, expect, it } from 'vitest';
import { MturkOptions, mturkOptions } from './options.ts';

const market = { isSandbox: false };
const rawLocale = {
  QualificationTypeId: '00000000000000000071',
  Comparator: 'EqualTo',
  LocaleValues: [{ Country: 'DE' }],
};

describe('what an offer says for MTurk', () => {
  it('is filled in', () => {
    expect(mturkOptions({}, market)).toEqual({
      locales: ['US', 'CA', 'GB', 'AU', 'NZ'],
      lifetime_in_seconds: 2_678_400,
      auto_approval_delay_in_seconds: 604_800,
      frame_height: 0,
      masters: false,
      adult: false,
      guarded_action: 'DiscoverPreviewAndAccept',
      qualification_requirements: [],
    });
  });

  it('stays as it is when it is checked again', () => {
    const options = mturkOptions({ locales: ['US-CA', 'DE'], masters: true }, market);
    expect(mturkOptions(options, market)).toEqual(options);
  });

  it.each([
    [{}, { isSandbox: true }],
    [{ locales: 'any' }, market],
    [{ qualification_requirements: [rawLocale] }, market],
  ])('lets workers of any country in: %j, %j', (given, which) => {
    expect(mturkOptions(given, which).locales).toBe('any');
  });

  it('is refused with every fault by its key', () => {
    const given = {
      locales: ['usa'],
      frame_height: -1,
      lifetime: 5,
      guarded_action: 'Look',
      qualification_requirements: [{ QualificationTypeId: 'x', Comparator: 'Exists', Value: 1 }],
    };
    const refused = () => mturkOptions(given, market);
    expect(refused).toThrow(expect.objectContaining({ code: 'provider/bad-options', status: 400 }));
    for (const key of [
      ...['"locales', '"frame_height":', '"lifetime" is not known.', '"guarded_action":'],
      ...['"qualification_requirements.0.QualificationTypeId":', '"qualification_requirements.0.Value" is not known.'],
    ])
      expect(refused).toThrow(key);
  });

  it('has a sentence for every key', () => {
    for (const [key, shape] of Object.entries(MturkOptions.shape))
      expect([key, shape.description]).toEqual([key, expect.stringMatching(/\.$/)]);
  });
});
