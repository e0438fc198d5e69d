// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SearchField } from './search-field.tsx';

/** A field, the texts that it settled on, and the address coming back with one of them. */
function open() {
  const settled: (string | undefined)[] = [];
  const field = (value: string | undefined) => (
    <MantineProvider>
      <SearchField label="Search" value={value} onChange={(text) => settled.push(text)} />
    </MantineProvider>
  );
  const { rerender } = render(field(undefined));
  const input = () => screen.getByLabelText<HTMLInputElement>('Search');
  const type = (text: string) => {
    fireEvent.change(input(), { target: { value: text } });
    act(() => vi.advanceTimersByTime(1000));
  };
  return { settled, type, text: () => input().value, comesBack: (value?: string) => rerender(field(value)) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe('a search field', () => {
  it('keeps what is typed while earlier texts come back late', () => {
    const { settled, type, text, comesBack } = open();
    for (const typed of ['s', 'sh', 'sha']) type(typed);
    comesBack('s');
    comesBack('sh');
    expect(text()).toBe('sha');
    comesBack('sha');
    expect([text(), settled]).toEqual(['sha', ['s', 'sh', 'sha']]);
  });
  it('follows the address when somebody goes back', () => {
    const { type, text, comesBack } = open();
    type('s');
    comesBack('s');
    type('sh');
    comesBack('sh');
    comesBack('s');
    expect(text()).toBe('s');
    comesBack(undefined);
    expect(text()).toBe('');
  });
});
