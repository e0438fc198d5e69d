import { describe, expect, it } from 'vitest';
import type { PublishedOffer } from '../../../runtime/ports/provider-account.ts';
import { addressWithVisitor, completionOf, visitorOf } from './visitor.ts';

const added = 'PROLIFIC_PID={{%PROLIFIC_PID%}}&STUDY_ID={{%STUDY_ID%}}&SESSION_ID={{%SESSION_ID%}}';

describe('a visitor from Prolific', () => {
  it('is known by the parameters of their link', () => {
    expect(visitorOf({ PROLIFIC_PID: 'a1', STUDY_ID: 'b2', SESSION_ID: 'c3', more: '1' })).toEqual({
      worker: 'a1',
      offer: 'b2',
      submission: 'c3',
    });
    expect(visitorOf({ PROLIFIC_PID: 'a1', SESSION_ID: '' })).toEqual({ worker: 'a1' });
  });

  it.each([
    ['none', undefined],
    ['a placeholder', '{{%PROLIFIC_PID%}}'],
    ['an empty text', ''],
    ['several', ['a1', 'a2']],
    ['what cannot be an id', 'a1<script>'],
  ])('is nobody by %s', (_, value) => {
    expect(visitorOf({ PROLIFIC_PID: value, STUDY_ID: 'b2' })).toBeUndefined();
  });

  it.each([
    ['https://study.example/work', `https://study.example/work?${added}`],
    ['https://study.example/work?run=a', `https://study.example/work?run=a&${added}`],
    ['https://study.example/work?', `https://study.example/work?${added}`],
    ['https://study.example/work?run=a#top', `https://study.example/work?run=a&${added}#top`],
  ])('comes to %s with who they are', (address, expected) => {
    expect(addressWithVisitor(address)).toBe(expected);
  });

  it('goes back with the code of what came of it', () => {
    const offer = { codes: { completed: 'C 1', screened_out: 'S', no_work: 'N' }, options: {} };
    expect(completionOf(offer as unknown as PublishedOffer, 'completed')).toEqual({
      code: 'C 1',
      address: 'https://app.prolific.com/submissions/complete?cc=C%201',
    });
    const fake = { ...offer, options: { app_url: 'http://127.0.0.1:8400/' } };
    expect(completionOf(fake as unknown as PublishedOffer, 'no_work').address).toBe(
      'http://127.0.0.1:8400/submissions/complete?cc=N',
    );
  });
});
