import { describe, expect, it } from 'vitest';
import { answerBody, metadataBody, providerAnswer } from './submission.ts';

const byHand = { agentId: 'a1', isAutoSubmitted: false };

function form(fields: Record<string, string | Blob>): FormData {
  const made = new FormData();
  for (const [name, value] of Object.entries(fields)) made.append(name, value);
  return made;
}

describe('an answer', () => {
  it('that is a form keeps its files and gets its text fields as JSON', () => {
    const answer = form({ caption: 'A cat', picture: new File(['x'], 'cat.png') });
    const { path, body } = answerBody({ ...byHand, answer });
    const sent = body as FormData;
    expect(path).toBe('/submit_task');
    expect(sent.get('USED_AGENT_ID')).toBe('a1');
    expect(sent.get('final_string_data')).toBe('{"caption":"A cat"}');
    expect((sent.get('picture') as File).name).toBe('cat.png');
    expect(answer.has('USED_AGENT_ID')).toBe(false);
    expect(providerAnswer(answer)).toBe('{"caption":"A cat"}');
  });

  it('that is a form with JSON of its own is sent with that', () => {
    const { body } = answerBody({ ...byHand, answer: form({ final_string_data: '{"n":1}', note: 'x' }) });
    expect((body as FormData).get('final_string_data')).toBe('{"n":1}');
  });

  it('that is a form is marked when the time handed it in', () => {
    const { body } = answerBody({ ...byHand, isAutoSubmitted: true, answer: form({ caption: 'A cat' }) });
    expect((body as FormData).get('is_auto_submitted')).toBe('true');
  });

  it('to the onboarding cannot have files', () => {
    expect(() => answerBody({ ...byHand, agentId: 'onboarding-a1', answer: form({}) })).toThrow('plain data');
  });
});

describe('what is sent beside an answer', () => {
  it('is filed under its type, several things at once', () => {
    const tip = { type: 'tip', text: 'Zoom in' };
    const opinion = { type: 'opinion', stars: 5 };
    expect(metadataBody('a1', [tip, opinion])).toMatchObject({ USED_AGENT_ID: 'a1', metadata: { tip, opinion } });
  });

  it('is sent as it is when it has no type', () => {
    expect(metadataBody('a1', [{ stars: 5 }])).toMatchObject({ metadata: { stars: 5 } });
  });

  it('may be a form, whose data part is the metadata', () => {
    const sent = metadataBody('a1', [form({ data: '{"stars":5}' })]) as FormData;
    expect(sent.get('metadata')).toBe('{"stars":5}');
  });
});

describe('a form', () => {
  const sentOf = (answer: FormData) => answerBody({ ...byHand, answer }).body as FormData;

  it('handed in by the worker is not marked as handed in by the time, and says when it was sent', () => {
    const sent = sentOf(form({ caption: 'A cat' }));
    expect(sent.has('is_auto_submitted')).toBe(false);
    expect(Number(sent.get('client_timestamp'))).toBeGreaterThan(1_600_000_000);
  });

  it('whose data stands under either name of Mephisto is sent with that alone, and the provider gets the same', () => {
    for (const name of ['final_string_data', 'final_data']) {
      const answer = form({ [name]: '{"n":1}', note: 'x' });
      const data = [...sentOf(answer).keys()].filter((key) => key.startsWith('final_'));
      expect(data).toEqual([name]);
      expect(providerAnswer(answer)).toBe('{"n":1}');
    }
    const both = form({ final_string_data: '{"n":1}', final_data: '{"n":2}' });
    expect(providerAnswer(both)).toBe('{"n":1}');
  });

  it('of metadata keeps the metadata it has, and else gets its data or its text fields', () => {
    const metadataOf = (given: FormData) => (metadataBody('a1', [given]) as FormData).get('metadata');
    expect(metadataOf(form({ metadata: '{"stars":1}', data: '{"stars":2}' }))).toBe('{"stars":1}');
    expect(metadataOf(form({ note: 'x', picture: new File(['x'], 'cat.png') }))).toBe('{"note":"x"}');
  });

  it('of metadata from a page without an agent is signed with an empty name', () => {
    expect((metadataBody(null, [form({ note: 'x' })]) as FormData).get('USED_AGENT_ID')).toBe('');
    expect((metadataBody('a1', [form({ note: 'x' })]) as FormData).get('USED_AGENT_ID')).toBe('a1');
  });
});

describe('metadata that is data', () => {
  const metadataOf = (...entries: unknown[]) => (metadataBody('a1', entries) as { metadata: unknown }).metadata;
  const tip = { type: 'tip', text: 'Zoom in' };

  it('is sent under its type also when it is one thing', () => expect(metadataOf(tip)).toEqual({ tip }));
  it('may be a text, a number or nothing', () => {
    for (const entry of ['a text', 5, null]) expect(metadataOf(entry)).toBe(entry);
  });
  it('is filed under its types also beside what has none', () =>
    expect(metadataOf(null, 'a text', tip)).toEqual({ tip }));
});
